/** What is said by and of real components: an edge on Envoy, its files, and an engine that is not there. */
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { openData } from '@banyan/engine/data/layout.ts';
import { restatePort } from '@banyan/engine/restate/client.ts';
import { askAdmin } from '@banyan/traffic/proxies/admin.ts';
import { startEnvoy } from '@banyan/traffic/proxies/envoy-process.ts';
import { addMigration } from '@banyan/traffic/switches/envoy-edge/edge.ts';
import { envoyEdgeSwitch } from '@banyan/traffic/switches/envoy-edge/envoy-switch.ts';
import { edgeFiles } from '@banyan/traffic/switches/envoy-edge/names.ts';
import { apisixSwitch } from '@banyan/traffic/switches/apisix/apisix-switch.ts';
import { edgeKinds } from '@banyan/traffic/switches/kinds.ts';
import type { EdgeMigrationInput } from '@banyan/traffic/switches/model.ts';
import type { Split, Switch, SwitchFailure } from '@banyan/traffic/switches/switch.ts';
import { type TestEdge, testEdge, unlimited, value } from '@banyan/traffic/testing/edge.ts';
import { testGateway } from '@banyan/traffic/testing/gateway.ts';
import { replaceFile } from '@banyan/traffic/local/atomic.ts';
import { systemClock, until } from '@banyan/traffic/local/wait.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const code = (result: Result<unknown, Finding>): string => (result.ok ? 'ok' : result.error.code);
const refused = (result: Result<Split, SwitchFailure>): string => (result.ok ? 'ok' : result.error.finding.code);

const split = (generation: number, orders: number): Split => ({ generation, author: 'engine', shares: { orders } });

/** A port of loopback where nobody listens: one that was just given back. */
async function nobody(): Promise<number> {
  const gateway = await testGateway('old');
  await gateway.close();
  return gateway.port;
}

describe('a migration on an edge', () => {
  let edge: TestEdge;
  let subject: Switch;
  beforeAll(async () => {
    edge = await testEdge();
    const target = { host: '127.0.0.1', port: await nobody() };
    const entries = [{ name: 'http', port: 0, old: target, new: target }];
    const phases = [{ name: 'orders', matches: 'rest' as const }];
    value(await addMigration(edge.folder, { name: 'shop', entries, phases }, unlimited));
    subject = envoyEdgeSwitch(edge.folder, 'shop');
    value(await subject.write(split(5, 25), unlimited));
  });
  afterAll(() => edge.end());

  test('TRF010: an older decision is refused', async () => {
    expect(refused(await subject.write(split(4, 50), unlimited))).toBe('TRF010');
  });

  test('TRF011: another decision with the same number is refused', async () => {
    expect(refused(await subject.write(split(5, 50), unlimited))).toBe('TRF011');
  });

  test('TRF018: a share between the steps of the switch is refused', async () => {
    expect(refused(await subject.write(split(6, 33.333), unlimited))).toBe('TRF018');
  });

  test('TRF015: a migration that was never put on the edge is not known', async () => {
    expect(refused(await envoyEdgeSwitch(edge.folder, 'payments').read(unlimited))).toBe('TRF015');
  });

  test('TRF014: weights that were changed behind the record are seen', async () => {
    const file = edgeFiles(edge.folder).routes('shop');
    const text = await readFile(file, 'utf8');
    const record = /"shares":\s*\{[^}]*\}/;
    expect(text).toMatch(record);
    value(await replaceFile(file, text.replace(record, '"shares":{"orders":75}')));
    const found = await until(
      async () => {
        const now = refused(await subject.read(unlimited));
        return now === 'ok' ? undefined : now;
      },
      { within: 10_000, every: 20, signal: unlimited, clock: systemClock },
    );
    expect(found).toBe('TRF014');
  });

  test('TRF019: a definition that was broken by hand is named', async () => {
    await writeFile(edgeFiles(edge.folder).definition('shop'), '{');
    expect(refused(await subject.read(unlimited))).toBe('TRF019');
  });
});

describe('what is not there', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'banyan-findings-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('TRF006: an Envoy that has gone does not answer', async () => {
    const admin = { host: '127.0.0.1', port: await nobody() };
    expect(code(await askAdmin(admin, '/ready', unlimited))).toBe('TRF006');
  });

  test('TRF007: a program that ends at once is no Envoy', async () => {
    const config = join(folder, 'envoy.json');
    await writeFile(config, '{}');
    const binary = { path: '/bin/false', version: '1.39.3', source: 'environment' as const };
    const spec = { folder: join(folder, 'envoy'), binary, config, concurrency: 1, drainSeconds: 1 };
    expect(code(await startEnvoy(spec, unlimited))).toBe('TRF007');
  });

  test('ENG003: an engine that has gone does not answer', async () => {
    const port = restatePort<unknown, unknown>(`http://127.0.0.1:${await nobody()}`);
    expect(code(await port.send('shop', { kind: 'nudge' }))).toBe('ENG003');
  });

  test('ENG005: a data directory below a file cannot be used', async () => {
    await writeFile(join(folder, 'data'), '');
    expect(code(await openData(join(folder, 'data', 'banyan')))).toBe('ENG005');
  });
});

describe('an edge that the user runs', () => {
  let place: string;
  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'banyan-own-edge-'));
  });
  afterAll(() => rm(place, { recursive: true, force: true }));
  const target = { host: '127.0.0.1', port: 9080 };
  const migration: EdgeMigrationInput = {
    name: 'shop',
    entries: [{ name: 'http', port: 0, old: target, new: target }],
    phases: [{ name: 'orders', matches: 'rest' }],
  };
  /** A stats socket on which every command gets the same answer. */
  const answering = async (answer: string, use: (socket: string) => Promise<void>): Promise<void> => {
    const socket = join(place, 'admin.sock');
    const server = createServer((client) => client.once('data', () => client.end(answer))).listen(socket);
    await once(server, 'listening');
    await use(socket).finally(() => server.close());
  };
  const edge = (socket: string) => edgeKinds.haproxy.make({ socket, folder: join(place, 'banyan') }, 'shop');

  test('TRF041: a program that does not run does not answer', async () => {
    expect(code(await edge(join(place, 'nobody.sock')).install(migration, unlimited))).toBe('TRF041');
  });

  test('TRF040: a program that has not loaded the files is waited for', async () => {
    await answering('Unknown map identifier. Please use #<id> or <file>.\n', async (socket) => {
      expect(code(await edge(socket).install(migration, unlimited))).toBe('TRF040');
    });
  });

  test('TRF042: a socket that may not change anything refuses the command', async () => {
    await answering('Permission denied\n', async (socket) => {
      expect(refused(await edge(socket).switch.write(split(7, 25), unlimited))).toBe('TRF042');
    });
  });

  test('TRF043: a door with certificates is refused', async () => {
    const certificates = [{ hosts: ['shop.example'], chain: 'shop.pem', key: 'shop.key' }];
    const entries = [{ name: 'https', port: 0, certificates, old: target, new: target }];
    expect(code(await edge(place).install({ ...migration, entries }, unlimited))).toBe('TRF043');
  });

  test('TRF044: an Admin API that refuses leaves what was in force', async () => {
    const server = createHttpServer((_, answer) => answer.writeHead(401).end('{"error_msg":"failed to check token"}'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const bound = server.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    const subject = apisixSwitch({
      admin: { url: `http://127.0.0.1:${port}/apisix/admin`, key: 'not-the-key' },
      gateway: { host: '127.0.0.1', port },
      migration: 'shop',
      phases: [{ name: 'orders', routes: ['orders'] }],
    });
    expect(refused(await subject.write(split(1, 25), unlimited))).toBe('TRF044');
    server.close();
  });
});
