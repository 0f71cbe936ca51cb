/**
 * `make bench`: prints every figure with its goal and writes bench/latest.json. Names of parts as arguments (help, convert, large, evaluate,
 * prove, peer, gates, rollback, switching, resume) measure only those; the exit status says whether every goal holds.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openStage, type Stage } from '../demo/stage.ts';
import { convert } from './convert.ts';
import { evaluate } from './evaluate.ts';
import { gates } from './gates.ts';
import { help } from './help.ts';
import { largeEstates } from './large.ts';
import { proof } from './prove.ts';
import { resume } from './resume.ts';
import { rollback } from './rollback.ts';
import { peer } from './peer.ts';
import { atMost, type Row, table } from './row.ts';
import { switching } from './switching.ts';

const root = resolve(import.meta.dirname, '../..');
const say = (text: string): void => console.error(`bench: ${text}`);

let stage: Stage | undefined;
let closing: Promise<void> | undefined;
const close = (): Promise<void> => (closing ??= stage?.close() ?? Promise.resolve());
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    void close().finally(() => process.exit(130));
  });
}

const onStage =
  (play: (stage: Stage) => Promise<Row[]>): (() => Promise<Row[]>) =>
  async () => {
    stage ??= await openStage();
    return play(stage);
  };

const parts: Readonly<Record<string, () => Row[] | Promise<Row[]>>> = {
  help: () => help(root),
  convert: () => convert(root),
  large: () => largeEstates(root),
  evaluate: () => evaluate(root),
  prove: () => proof(root),
  peer: () => peer(root),
  gates: () => gates(100, say),
  rollback: onStage((on) => rollback(on, 20, say)),
  switching: onStage((on) => switching(on, 50_000, say)),
  resume: onStage((on) => resume(on, 20, say)),
};

const asked = process.argv.slice(2);
const rows: Row[] = [];
for (const [name, part] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  say(name);
  try {
    rows.push(...(await part()));
  } catch (error) {
    rows.push(
      atMost(name, undefined, 0, '-', error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'failed'),
    );
  }
}
await close();

mkdirSync(join(root, 'bench'), { recursive: true });
const figures = rows.map(({ name, value, unit, goal, holds }) => ({ name, value: value ?? null, unit, goal, holds }));
writeFileSync(join(root, 'bench/latest.json'), `${JSON.stringify(figures, null, 2)}\n`);
console.log(table(rows));
process.exit(rows.every((row) => row.holds) ? 0 : 1);
