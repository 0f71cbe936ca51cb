/**
 * Planted errors: the converted estate is changed at one place at a time, and prove compares the source with what came of it. Each
 * change is found by a request that is shown, real Envoys answer that request differently, and the unchanged output raises no
 * alarm. `make mutants` plants all of them, `make test` a sample.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { envoyBinary } from '../differential/served.ts';
import { Random } from '../differential/random.ts';
import { namespaceCommand } from '../vectors/envoy/namespace.ts';
import type { Planted, Said } from './confirm.ts';
import { equivalent, mutants } from './mutants.ts';
import { against, giveaway, unchanged } from './plant.ts';

const whole = process.env['BANYAN_MUTANTS'] === 'all';
const seed = Number(process.env['BANYAN_SEED'] ?? '1');
/** This only ends what hangs. */
const patience = whole ? 7_200_000 : 600_000;

const all = mutants(unchanged).filter(({ name }) => !equivalent.some(([pattern]) => pattern.test(name)));
const random = new Random(seed);
const sample = whole ? all : all.filter(() => random.chance(12 / all.length));
const planted: Planted[] = [];

test('unchanged output raises no alarm', { timeout: patience }, () => {
  const { differences, summary } = against(unchanged, whole ? 5000 : 200);
  expect(differences.filter(({ verdict }) => verdict === 'unknown')).toEqual([]);
  expect(summary.routes).toMatchObject({ unknown: 0, 'not-covered': 0 });
});

test('there are more than 200 ways in which the output goes wrong', () => {
  expect(all.length).toBeGreaterThan(200);
});

test('at least 99 % of the planted errors are found', { timeout: patience }, () => {
  const missed: string[] = [];
  for (const { name, bootstrap } of sample) {
    const shown = giveaway(bootstrap);
    if (shown === undefined) missed.push(name);
    else planted.push({ name, changed: bootstrap, shown });
  }
  console.log([`${sample.length} planted errors, ${missed.length} missed`, ...missed].join('\n  missed: '));
  // The names of those that were missed tell what a kind of witness lacks.
  expect(missed.length <= sample.length / 100 ? [] : missed).toEqual([]);
});

test.skipIf(!existsSync(envoyBinary) || 'refused' in namespaceCommand())(
  'real Envoys answer the requests that give errors away differently',
  { timeout: patience },
  async () => {
    const said = await confirmed(planted.filter(({ shown }) => !onlyConnecting(shown)));
    const counts: Record<string, number> = {};
    for (const { by } of Object.values(said)) counts[by] = (counts[by] ?? 0) + 1;
    console.log(`confirmed by ${JSON.stringify(counts)}`);
    const unconfirmed = Object.entries(said).filter(([, { by }]) => by === 'nothing' || by === 'refusal');
    expect(unconfirmed).toEqual([]);
  },
);

/** How long a connection may take shows only where packets are lost, which no network of one machine does. */
const onlyConnecting = ({ fields }: Planted['shown']): boolean =>
  fields.every(({ field }) => field === 'forward.connect');

async function confirmed(list: readonly Planted[]): Promise<Readonly<Record<string, Said>>> {
  const namespace = namespaceCommand();
  if ('refused' in namespace) throw new Error(namespace.refused);
  const folder = mkdtempSync(join(tmpdir(), 'banyan-mutants-'));
  try {
    const [orders, results] = [join(folder, 'orders.json'), join(folder, 'results.json')];
    writeFileSync(orders, JSON.stringify({ unchanged, planted: list }));
    const [command = '', ...words] = namespace.command;
    const script = join(import.meta.dirname, 'confirm.ts');
    const child = spawn(command, [...words, process.execPath, script, envoyBinary, orders, results], {
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    await once(child, 'exit');
    // Written by the script above.
    return JSON.parse(readFileSync(results, 'utf8')) as Record<string, Said>;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
