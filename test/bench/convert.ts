/**
 * Converting 1,000 routes against parsing them: each as a process of its own, and of each the time of the same process with a
 * single route taken off, so that the start of Node and of the program counts on neither side. The goal is on that ratio; the
 * one of the whole commands, which starting makes smaller, is only reported.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estateOf } from './estate-of.ts';
import { ran } from './ran.ts';
import { atMost, reported, type Row } from './row.ts';

const rounds = 7;

export async function convert(root: string): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-'));
  try {
    const large = join(folder, 'large.yaml');
    const small = join(folder, 'small.yaml');
    writeFileSync(large, estateOf(1000));
    writeFileSync(small, estateOf(1));
    const node = join(root, '.tools/node');
    const main = join(root, 'packages/cli/src/main.ts');
    const parse = (file: string) => ran(node, [join(import.meta.dirname, 'parse.ts'), file]);
    const write = (file: string) => ran(node, [main, 'convert', file, '--to', 'envoy', '-o', join(folder, 'out')]);
    await write(small);
    // The least of several: whatever else runs on the machine can only add to it.
    const least = { parse: [Infinity, Infinity], convert: [Infinity, Infinity] } satisfies Record<string, number[]>;
    let memory = 0;
    for (let at = 0; at < rounds; at += 1) {
      for (const [which, file] of [large, small].entries()) {
        const parsed = await parse(file);
        const written = await write(file);
        least.parse[which] = Math.min(least.parse[which] ?? Infinity, parsed.milliseconds);
        least.convert[which] = Math.min(least.convert[which] ?? Infinity, written.milliseconds);
        memory = Math.max(memory, written.memory);
      }
    }
    const difference = ([whole = 0, start = 0]: readonly number[]): number => whole - start;
    const parsing = difference(least.parse);
    const converting = difference(least.convert);
    const [wholeParse = 0] = least.parse;
    const [wholeConvert = 0] = least.convert;
    const size = (readFileSync(large).byteLength / 1024).toFixed(0);
    return [
      atMost('convert 1,000 routes, against parsing', converting / parsing, 4, 'times', `${size} KiB; work alone`),
      reported('the same as whole commands', wholeConvert / wholeParse, 'times', `least of ${rounds} each`),
      reported('convert 1,000 routes', wholeConvert, 'ms', 'the whole command'),
      reported('parse 1,000 routes', wholeParse, 'ms', 'a program that parses the file and ends'),
      reported('convert 1,000 routes, work alone', converting, 'ms', 'without the start of the program'),
      reported('parse 1,000 routes, work alone', parsing, 'ms', 'without the start of the program'),
      reported('memory of convert with 1,000 routes', memory, 'MiB', 'highest resident size'),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
