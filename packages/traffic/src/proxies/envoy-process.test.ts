import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testEnvoy, unlimited, value } from '../testing/edge.ts';
import { findEnvoy, newEnough } from './envoy-binary.ts';
import { type EnvoySpec, runningEnvoy, startEnvoy, stopEnvoy } from './envoy-process.ts';
import { lives } from './process-identity.ts';

let folder: string;
let spec: EnvoySpec;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-envoy-'));
  const config = join(folder, 'envoy.json');
  await writeFile(config, JSON.stringify({ admin: { address: socket('127.0.0.1', 1) } }));
  spec = { folder, binary: await testEnvoy(), config, concurrency: 1, drainSeconds: 1 };
});
afterEach(async () => {
  await stopEnvoy(folder, 1000, unlimited);
  await rm(folder, { recursive: true, force: true });
});

const socket = (address: string, port: number) => ({ socket_address: { address, port_value: port } });

test('an Envoy is started once, however many start it, and the others adopt it', async () => {
  const started = (await Promise.all([1, 2, 3].map(() => startEnvoy(spec, unlimited)))).map(value);
  expect(new Set(started.map(({ identity }) => identity.pid)).size).toBe(1);
  expect(started.filter(({ adopted }) => !adopted)).toHaveLength(1);
});

test('its admin interface is on loopback, at a port that the system picked', async () => {
  const { admin } = value(await startEnvoy(spec, unlimited));
  expect(admin.host).toBe('127.0.0.1');
  expect(admin.port).toBeGreaterThan(1023);
});

test('it outlives a starter that is killed, and is found again', async () => {
  const script = `import { startEnvoy } from ${JSON.stringify(import.meta.resolve('./envoy-process.ts'))};
    await startEnvoy(${JSON.stringify(spec)}, new AbortController().signal);
    process.kill(process.pid, 'SIGKILL');`;
  const starter = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' });
  expect((await once(starter, 'exit'))[1]).toBe('SIGKILL');
  const found = await runningEnvoy(folder, unlimited);
  expect(found?.adopted).toBe(true);
});

test('one that was killed is not taken for running, and is started anew', async () => {
  const first = value(await startEnvoy(spec, unlimited));
  process.kill(first.identity.pid, 'SIGKILL');
  const second = value(await startEnvoy(spec, unlimited));
  expect(second.adopted).toBe(false);
  expect(second.identity.pid).not.toBe(first.identity.pid);
});

test('another process with the recorded number is not taken for Envoy and not ended', async () => {
  const bystander = spawn('sleep', ['60']);
  try {
    await once(bystander, 'spawn');
    const stat = await readFile(`/proc/${bystander.pid}/stat`, 'utf8');
    const ticks = stat.split(' ')[21] ?? '';
    // Right number and even the right moment: the command line still tells them apart.
    await writeFile(join(folder, 'pid'), `${bystander.pid} ${ticks}\n`);
    expect(await runningEnvoy(folder, unlimited)).toBeUndefined();
    value(await stopEnvoy(folder, 100, unlimited));
    expect(await lives({ pid: bystander.pid ?? 0, startTicks: ticks }, '60')).toBe(true);
    expect(await lives({ pid: bystander.pid ?? 0, startTicks: '1' }, '60')).toBe(false);
  } finally {
    bystander.kill('SIGKILL');
  }
});

test('ending one that does not run is no failure, and ending twice is ending once', async () => {
  const { identity } = value(await startEnvoy(spec, unlimited));
  value(await stopEnvoy(folder, 2000, unlimited));
  value(await stopEnvoy(folder, 2000, unlimited));
  expect(await lives(identity, join(folder, 'admin-address'))).toBe(false);
});

test('a taken port is named, also where its holder would share it', async () => {
  const server = createServer();
  server.listen({ port: 0, host: '127.0.0.1', reusePort: true });
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const listener = { name: 'orders', address: socket('127.0.0.1', port), filter_chains: [{ filters: [] }] };
  await writeFile(spec.config, JSON.stringify({ static_resources: { listeners: [listener] } }));
  const failed = await startEnvoy(spec, unlimited);
  server.close();
  expect(failed).toMatchObject({ ok: false, error: { code: 'TRF003', params: { address: `127.0.0.1:${port}` } } });
});

test('a configuration that Envoy refuses is reported with its reason', async () => {
  await writeFile(spec.config, JSON.stringify({ static_resources: { listeners: [{ nonsense: 1 }] } }));
  const failed = await startEnvoy(spec, unlimited);
  expect(failed).toMatchObject({ ok: false, error: { code: 'TRF004' } });
  expect(!failed.ok && failed.error.params['reason']).toContain('nonsense');
});

test('a missing Envoy is a finding that names BANYAN_ENVOY', async () => {
  const missing = await findEnvoy({ BANYAN_ENVOY: join(folder, 'envoy') }, process.cwd());
  expect(missing).toMatchObject({ ok: false, error: { code: 'TRF001' } });
});

test('a program that is no Envoy will not do', async () => {
  expect(await findEnvoy({ BANYAN_ENVOY: '/bin/true' }, process.cwd())).toMatchObject({
    ok: false,
    error: { code: 'TRF002' },
  });
});

test('1.39 is new enough, 1.38.9 is not, 2.0 is', () => {
  expect(['1.39.0', '1.38.9', '2.0.0'].map(newEnough)).toEqual([true, false, true]);
});
