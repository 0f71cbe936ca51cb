/** A proof of 1,000 routes against their conversion, scripts included: the whole command, and how many requests were answered in a second. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estateOf } from './estate-of.ts';
import { ran } from './ran.ts';
import { atMost, reported, type Row } from './row.ts';

export async function proof(root: string): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-'));
  try {
    const [node, main] = [join(root, '.tools/node'), join(root, 'packages/cli/src/main.ts')];
    const [file, out, json] = [join(folder, 'apisix.yaml'), join(folder, 'out'), join(folder, 'proof.json')];
    writeFileSync(file, estateOf(1000));
    await ran(node, [main, 'convert', file, '--to', 'envoy', '-o', out, '--allow', 'lua', '--secrets', 'inline']);
    const proved = await ran('/bin/sh', [
      '-c',
      `"${node}" "${main}" prove "${file}" "${out}" -o json > "${json}" || true`,
    ]);
    // Our own command, with a published schema.
    const { summary } = JSON.parse(readFileSync(json, 'utf8')) as {
      summary: { witnesses: number; evaluations: number };
    };
    const seconds = proved.milliseconds / 1000;
    return [
      atMost('proof of 1,000 routes', seconds, 60, 's', `the whole command; ${summary.witnesses} witnesses`),
      reported('requests evaluated in a second', summary.evaluations / seconds, '1/s', 'both sides, start included'),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
