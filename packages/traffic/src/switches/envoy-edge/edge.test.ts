import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runningEnvoy } from '../../proxies/envoy-process.ts';
import { send, sendMany } from '../../testing/client.ts';
import { type TestEdge, testEdge, unlimited, value } from '../../testing/edge.ts';
import { type TestGateway, testGateway } from '../../testing/gateway.ts';
import { addMigration, removeMigration, startEdge } from './edge.ts';
import { envoyEdgeSwitch } from './envoy-switch.ts';
import type { EdgeMigrationInput } from '../model.ts';
import { edgeFiles } from './names.ts';

let edge: TestEdge;
let old: TestGateway;
let next: TestGateway;
beforeEach(async () => {
  [edge, old, next] = await Promise.all([testEdge(), testGateway('old'), testGateway('new')]);
});
afterEach(async () => {
  await edge.end();
  await Promise.all([old.close(), next.close()]);
});

const shop = (name: string, phases: EdgeMigrationInput['phases'], port = 0): EdgeMigrationInput => ({
  name,
  entries: [
    { name: 'http', port, old: { host: '127.0.0.1', port: old.port }, new: { host: '127.0.0.1', port: next.port } },
  ],
  phases,
});
const everything = [{ name: 'all', matches: 'rest' as const }];
const add = (migration: EdgeMigrationInput) => addMigration(edge.folder, migration, unlimited);
const write = (name: string, generation: number, shares: Record<string, number>) =>
  envoyEdgeSwitch(edge.folder, name).write({ generation, author: 'engine', shares }, unlimited);

test('the first phase that matches has the request: by host, path and method; the rest stays old', async () => {
  const port = value(
    await add(
      shop('phases', [
        { name: 'writes', matches: [{ paths: [{ prefix: '/orders' }], methods: ['POST', 'PUT'] }] },
        { name: 'reads', matches: [{ hosts: ['api.shop.example', '*.eu.example'], paths: [{ exact: '/orders' }] }] },
        { name: 'items', matches: [{ paths: [{ regex: '/items/[0-9]+' }] }, { hosts: ['items.example'] }] },
      ]),
    ),
  )['http']?.port;
  const side = async (method: string, host: string, path: string) =>
    (await send({ port: port ?? 0, method, path, headers: { host } })).side;
  value(await write('phases', 1, { writes: 0, reads: 100, items: 100 }));
  expect(await side('POST', 'api.shop.example', '/orders')).toBe('old');
  expect(await side('GET', 'API.shop.example:8080', '/orders?x=1')).toBe('new');
  expect(await side('GET', 'a.b.eu.example', '/orders')).toBe('new');
  expect(await side('GET', 'eu.example', '/orders')).toBe('old');
  expect(await side('GET', 'apixshop.example', '/orders')).toBe('old');
  expect(await side('GET', 'api.shop.example', '/orders/1')).toBe('old');
  expect(await side('GET', 'any.example', '/items/42')).toBe('new');
  expect(await side('GET', 'any.example', '/items/42/x')).toBe('old');
  expect(await side('GET', 'items.example', '/anything')).toBe('new');
});

test('putting a migration in front again keeps its port, its shares and its connections', async () => {
  const first = value(await add(shop('orders', everything)));
  value(await write('orders', 3, { all: 100 }));
  const traffic = sendMany({ port: first['http']?.port ?? 0, path: '/' }, 1000);
  expect(value(await add(shop('orders', everything)))).toEqual(first);
  expect(await traffic).toEqual({ old: 0, new: 1000, failed: 0 });
  expect(await envoyEdgeSwitch(edge.folder, 'orders').read(unlimited)).toMatchObject({
    ok: true,
    value: { generation: 3, shares: { all: 100 } },
  });
});

test('many migrations share one edge and do not disturb each other', async () => {
  const names = Array.from({ length: 10 }, (_, index) => `estate-${index}`);
  const doors = await Promise.all(
    names.map(async (name) => value(await add(shop(name, everything)))['http']?.port ?? 0),
  );
  expect(new Set(doors).size).toBe(10);
  await Promise.all(names.map(async (name, index) => value(await write(name, 1, { all: index * 10 }))));
  await Promise.all(names.map(async (name, index) => value(await write(name, 2, { all: index % 2 === 0 ? 0 : 100 }))));
  for (const [index, port] of doors.entries()) {
    const all = { old: 40, new: 0, failed: 0 };
    expect(await sendMany({ port, path: '/' }, 40)).toEqual(index % 2 === 0 ? all : { ...all, old: 0, new: 40 });
  }
});

test('an edge that was killed comes back at the same address with the same shares, and is one process', async () => {
  const port = value(await add(shop('orders', everything)))['http']?.port ?? 0;
  value(await write('orders', 5, { all: 100 }));
  const before = await runningEnvoy(edge.folder, unlimited);
  process.kill(before?.identity.pid ?? 0, 'SIGKILL');
  value(await startEdge(edge.options, unlimited));
  expect(await sendMany({ port, path: '/' }, 100)).toEqual({ old: 0, new: 100, failed: 0 });
  expect(await envoyEdgeSwitch(edge.folder, 'orders').read(unlimited)).toMatchObject({
    ok: true,
    value: { generation: 5, author: 'engine' },
  });
});

test('a taken port is named, and the edge serves what it served', async () => {
  const port = value(await add(shop('orders', everything)))['http']?.port ?? 0;
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const taken = typeof bound === 'object' && bound !== null ? bound.port : 0;
  expect(await add(shop('late', everything, taken))).toMatchObject({
    ok: false,
    error: { code: 'TRF003', params: { address: `127.0.0.1:${taken}` } },
  });
  server.close();
  expect((await send({ port, path: '/' })).side).toBe('old');
  expect((await write('late', 1, { all: 0 })).ok).toBe(false);
  value(await add(shop('late', everything)));
});

test('a match that Envoy refuses is a finding, and the edge serves what it served', async () => {
  const port = value(await add(shop('orders', everything)))['http']?.port ?? 0;
  const broken = [{ name: 'broken', matches: [{ paths: [{ regex: '/(unclosed' }] }] }];
  expect(await add(shop('late', broken))).toMatchObject({ ok: false, error: { code: 'TRF013' } });
  expect(await add(shop('orders', broken))).toMatchObject({ ok: false, error: { code: 'TRF013' } });
  expect((await send({ port, path: '/' })).side).toBe('old');
  value(await write('orders', 1, { all: 100 }));
  expect((await send({ port, path: '/' })).side).toBe('new');
});

test('a phase that is served from the new side cannot be forgotten; one that is not may go, and another come', async () => {
  const phases = (name: string) => [{ name, matches: [{ paths: [{ prefix: '/orders' }] }] }];
  const port = value(await add(shop('shop', phases('orders'))))['http']?.port ?? 0;
  value(await write('shop', 1, { orders: 10 }));
  expect(await add(shop('shop', phases('returns')))).toMatchObject({
    ok: false,
    error: { code: 'TRF022', params: { phase: 'orders', share: 10 } },
  });
  value(await write('shop', 2, { orders: 0 }));
  const traffic = sendMany({ port, path: '/orders' }, 1000);
  value(await add(shop('shop', phases('returns'))));
  expect(await traffic).toEqual({ old: 1000, new: 0, failed: 0 });
  expect(await write('shop', 3, { orders: 0 })).toMatchObject({ ok: false, error: { finding: { code: 'TRF020' } } });
  expect(await write('shop', 3, {})).toMatchObject({ ok: false, error: { finding: { code: 'TRF021' } } });
  value(await write('shop', 3, { returns: 100 }));
  expect((await send({ port, path: '/orders' })).side).toBe('new');
});

test('taking a migration off closes its door and leaves the others; doing it twice is doing it once', async () => {
  const doors = await Promise.all(
    ['orders', 'voice'].map(async (name) => value(await add(shop(name, everything)))['http']?.port ?? 0),
  );
  value(await write('orders', 1, { all: 50 }));
  value(await removeMigration(edge.folder, 'orders', unlimited));
  value(await removeMigration(edge.folder, 'orders', unlimited));
  await expect(send({ port: doors[0] ?? 0, path: '/' })).rejects.toThrow();
  expect((await send({ port: doors[1] ?? 0, path: '/' })).side).toBe('old');
  expect(await readFile(edgeFiles(edge.folder).clusters, 'utf8')).not.toContain('orders');
  expect(await envoyEdgeSwitch(edge.folder, 'orders').read(unlimited)).toMatchObject({ ok: false });
});
