import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readSplit } from '@banyan/migration/document/split.ts';
import { type CloudflareEmulator, cloudflareEmulator } from '@banyan/traffic/testing/cloudflare.ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { banyan } from '../testing/world.ts';

const zone = 'zone-1';
let emulator: CloudflareEmulator;
let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-split-'));
  file = join(folder, 'voice.yaml');
  const balancer = (id: string) => ({
    id,
    proxied: true,
    steering_policy: 'random',
    default_pools: ['old', 'new'],
    random_steering: { default_weight: 0, pool_weights: { old: 1 } },
  });
  emulator = await cloudflareEmulator(zone, [balancer('lb-orders'), balancer('lb-voice')], {});
  vi.stubEnv('CLOUDFLARE_API_TOKEN', 'test');
  await writeFile(
    file,
    `apiVersion: banyan.dev/v1alpha1
kind: Split
metadata: { name: voice-assistant }
spec:
  cloudflare:
    endpoint: ${emulator.url}
    zone: ${zone}
    phases: [{ name: voice, loadBalancer: lb-voice, old: old, new: new }]
`,
  );
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await emulator.end();
  await rm(folder, { recursive: true, force: true });
});

test('a split is put in front, written, and shown with what the switch can do', async () => {
  expect((await banyan(['split', file, '--prepare'])).code).toBe(0);
  const written = await banyan(['split', file, '--set', 'voice=25']);
  expect(written).toMatchObject({ code: 0 });
  expect(written.stdout).toMatch(/^voice +25 %/);
  expect(written.stdout).toContain('generation 1, decided by hand');
  const shown = await banyan(['split', file, '-o', 'json']);
  expect(JSON.parse(shown.stdout)).toMatchObject({ kind: 'cloudflare', generation: 1, shares: { voice: 25 } });
});

test('--dry-run prints the calls and makes none', async () => {
  const first = await banyan(['split', file, '--prepare', '--dry-run']);
  expect(JSON.parse(first.stdout)).toMatchObject([{ operation: 'loadBalancers.edit', loadBalancer: 'lb-voice' }]);
  expect(emulator.edits).toEqual([]);
  await banyan(['split', file, '--prepare']);
  const second = await banyan(['split', file, '--set', 'voice=10', '--dry-run']);
  expect(JSON.parse(second.stdout)).toMatchObject([
    { params: { random_steering: { pool_weights: { old: 0.9, new: 0.1 } } } },
  ]);
  expect(emulator.edits).toHaveLength(1);
});

test('what somebody else has changed is written only when told', async () => {
  await banyan(['split', file, '--prepare']);
  emulator.put('lb-voice', { random_steering: { default_weight: 0, pool_weights: { old: 0.5, new: 0.5 } } });
  const refused = await banyan(['split', file, '--set', 'voice=10']);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('TRF014')]);
  expect((await banyan(['split', file, '--set', 'voice=10', '--overwrite'])).code).toBe(0);
});

test('a way back need not wait until the last write is everywhere', async () => {
  const second = (await readFile(file, 'utf8')).replace(
    /phases: .*/,
    'phases: [{ name: orders, loadBalancer: lb-orders, old: old, new: new }, { name: voice, loadBalancer: lb-voice, old: old, new: new }]',
  );
  await writeFile(file, second);
  await banyan(['split', file, '--prepare']);
  // As a write that stopped between both would leave it.
  emulator.put('lb-orders', {
    description: '[banyan voice-assistant generation 4 by engine: 50 %]',
    random_steering: { default_weight: 0, pool_weights: { old: 0.5, new: 0.5 } },
  });
  const back = ['split', file, '--set', 'orders=0', '--set', 'voice=0'];
  expect((await banyan(back)).stderr).toContain('TRF068');
  const written = await banyan([...back, '--overwrite']);
  expect([written.code, written.stdout]).toEqual([0, expect.stringContaining('generation 5')]);
});

test('a share that makes no sense, a phase that is not there, and a split that is not in front are said', async () => {
  const before = await banyan(['split', file]);
  expect([before.code, before.stderr]).toEqual([3, expect.stringContaining('TRF076')]);
  await banyan(['split', file, '--prepare']);
  expect((await banyan(['split', file, '--set', 'voice=12.5'])).stderr).toContain('TRF018');
  expect((await banyan(['split', file, '--set', 'voice'])).stderr).toContain('TRF018');
  expect((await banyan(['split', file, '--set', 'orders=5'])).stderr).toContain('TRF020');
});

test('a document that is wrong is said with its place', async () => {
  await writeFile(file, (await readFile(file, 'utf8')).replace('zone: zone-1', 'zones: zone-1'));
  const ran = await banyan(['split', file]);
  expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('MIG002')]);
  await writeFile(file, 'apiVersion: banyan.dev/v1alpha1\nkind: Split\nmetadata: { name: a }\nspec: {}\n');
  const empty = await banyan(['split', file]);
  expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining('MIG029')]);
});

test('every example can be read', async () => {
  const examples = resolve(import.meta.dirname, '../../../../examples/switches');
  const names = (await readdir(examples)).filter((name) => name.endsWith('.yaml'));
  expect(names).toHaveLength(4);
  for (const name of names) expect(readSplit(await readFile(join(examples, name)), name)).toMatchObject({ ok: true });
});
