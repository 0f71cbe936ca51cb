/** What the contract does not ask of every switch: reloads, files, conditions, counters. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { send } from '../../testing/client.ts';
import { unlimited, value } from '../../testing/edge.ts';
import { failingGateway } from '../../testing/failing-gateway.ts';
import type { TestGateway } from '../../testing/gateway.ts';
import { haproxyMissing, type TestHaproxy, testHaproxy } from '../../testing/haproxy.ts';
import type { Edge } from '../edge.ts';
import type { EdgeMigrationInput } from '../model.ts';
import type { Split } from '../switch.ts';
import { haproxy } from './haproxy-edge.ts';
import { haproxyFiles } from './names.ts';
import { askHaproxy } from './runtime.ts';

let program: TestHaproxy;
let old: TestGateway;
let next: TestGateway;
let edge: Edge;
let port = 0;

beforeEach(async (context) => {
  if (haproxyMissing !== undefined) context.skip(haproxyMissing);
  [program, old, next] = await Promise.all([testHaproxy(), failingGateway('old'), failingGateway('new')]);
  edge = haproxy.make(program.settings, 'shop');
});
afterEach(async () => {
  await program?.end();
  await Promise.all([old?.close(), next?.close()]);
});

const migration = (
  phases: EdgeMigrationInput['phases'],
  more: Partial<EdgeMigrationInput> = {},
): EdgeMigrationInput => {
  const target = (gateway: TestGateway) => ({ host: '127.0.0.1', port: gateway.port });
  return { name: 'shop', entries: [{ name: 'http', port: 0, old: target(old), new: target(next) }], phases, ...more };
};
const orders = { name: 'orders', matches: 'rest' as const };
const split = (generation: number, share: number): Split => ({
  generation,
  author: 'engine',
  shares: { orders: share },
});

async function serve(input: EdgeMigrationInput): Promise<void> {
  await edge.install(input, unlimited);
  await program.start();
  port = value(await edge.install(input, unlimited)).doors['http']?.port ?? 0;
}

test('a writer that was killed between file and map leaves what was in force, and the next write goes on from the file', async () => {
  await serve(migration([orders]));
  value(await edge.switch.write(split(1, 25), unlimited));
  const { map } = haproxyFiles(program.settings.folder, 'shop');
  // What a write of generation 3 does to the disk before it comes to HAProxy.
  const record = encodeURIComponent(JSON.stringify(split(3, 75)));
  await writeFile(map, `:record ${record}\norders 7500\n`);
  expect(await edge.switch.read(unlimited)).toEqual({ ok: true, value: split(1, 25) });
  expect(await edge.switch.write(split(2, 0), unlimited)).toMatchObject({ ok: false, error: { kind: 'stale' } });
  expect(await edge.switch.write(split(3, 75), unlimited)).toEqual({ ok: true, value: split(3, 75) });
  expect(value(await edge.switch.read(unlimited))).toEqual(split(3, 75));
});

test('counters know requests, 5xx, answers that were cut or never came, and how long answers took', async () => {
  await serve(migration([orders]));
  value(await edge.switch.write(split(1, 100), unlimited));
  for (const path of ['/a', '/a', '/500', '/none', '/half', '/slow']) {
    await send({ port, path: `/orders${path}` }).catch(() => undefined);
  }
  const { phases } = value(await edge.indicator.read(unlimited));
  expect(phases['orders']?.new).toMatchObject({ requests: 6, errors: 3 });
  expect(phases['orders']?.old).toMatchObject({ requests: 0, errors: 0 });
  const { latency = [] } = phases['orders']?.new ?? {};
  const within = (bound: number | null) => latency.find(({ atMost }) => atMost === bound)?.count;
  // An answer that never came has no latency; the slow one took 300 ms.
  expect([within(200), within(5000), within(null)]).toEqual([4, 5, 5]);
  const { epoch } = value(await edge.indicator.read(unlimited));
  await program.reload();
  expect(value(await edge.indicator.read(unlimited)).epoch).not.toBe(epoch);
});

test('the fragment is one that HAProxy accepts beside the user’s own file', async () => {
  await serve(migration([orders]));
  const { fragment } = haproxyFiles(program.settings.folder, 'shop');
  expect(await readFile(fragment, 'utf8')).toContain('frontend banyan:shop:http');
  const config = join(program.settings.folder, '..', 'haproxy.cfg');
  const checked = await promisify(execFile)('haproxy', ['-c', '-f', config, '-f', program.settings.folder]);
  expect(`${checked.stdout}${checked.stderr}`).not.toMatch(/WARNING|ALERT/);
  expect(value(await askHaproxy(program.settings.socket, 'show info', unlimited))).toContain('Pid:');
});
