import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock, until } from '../../local/wait.ts';
import { send, sendMany } from '../../testing/client.ts';
import { type TestEdge, testEdge, unlimited, value } from '../../testing/edge.ts';
import { failingGateway } from '../../testing/failing-gateway.ts';
import type { TestGateway } from '../../testing/gateway.ts';
import { addMigration, startEdge, stopEdge } from '../../switches/envoy-edge/edge.ts';
import { envoyEdgeSwitch } from '../../switches/envoy-edge/envoy-switch.ts';
import { countUpTo } from '../counters.ts';
import type { Counters } from '../indicator.ts';
import { envoyEdgeIndicator } from './envoy-edge.ts';

let edge: TestEdge;
let old: TestGateway;
let next: TestGateway;
let port = 0;
const name = 'shop.example';
beforeAll(async () => {
  [edge, old, next] = await Promise.all([testEdge(), failingGateway('old'), failingGateway('new')]);
  const target = (gateway: TestGateway) => ({ host: '127.0.0.1', port: gateway.port });
  const phases = [
    { name: 'orders', matches: [{ paths: [{ prefix: '/orders/' }] }] },
    { name: 'payments v1.2', matches: [{ paths: [{ prefix: '/payments/' }] }] },
  ];
  const entries = [{ name: 'http', port: 0, old: target(old), new: target(next) }];
  port = value(await addMigration(edge.folder, { name, entries, phases }, unlimited))['http']?.port ?? 0;
});
afterAll(async () => {
  await edge.end();
  await Promise.all([old.close(), next.close()]);
});

const read = async () => value(await envoyEdgeIndicator(edge.folder, name).read(unlimited));

test('requests are counted by phase and side, those of no phase not at all', async () => {
  const shares = { orders: 100, 'payments v1.2': 0 };
  value(await envoyEdgeSwitch(edge.folder, name).write({ generation: 1, author: 'engine', shares }, unlimited));
  await sendMany({ port, path: '/orders/1' }, 30);
  await sendMany({ port, path: '/payments/1' }, 20);
  await sendMany({ port, path: '/elsewhere' }, 10);
  const { phases } = await read();
  expect(Object.keys(phases).sort((a, b) => a.localeCompare(b))).toEqual(['orders', 'payments v1.2']);
  expect(phases['orders']?.new?.requests).toBe(30);
  expect(phases['orders']?.old?.requests).toBe(0);
  expect(phases['payments v1.2']?.old?.requests).toBe(20);
});

test('a 5xx, a request without an answer and an answer that breaks off are one error each', async () => {
  const before = (await read()).phases['orders']?.new;
  for (const path of ['/orders/500', '/orders/none', '/orders/half', '/orders/fine']) {
    await send({ port, path }).catch(() => undefined);
  }
  const after = (await read()).phases['orders']?.new;
  expect((after?.requests ?? 0) - (before?.requests ?? 0)).toBe(4);
  expect((after?.errors ?? 0) - (before?.errors ?? 0)).toBe(3);
});

test('the histogram has the bound of 2,000 ms, and 300 ms are more than 250 and not more than 400', async () => {
  await send({ port, path: '/orders/slow' });
  const beyond = (latency: Counters['latency'], bound: number) =>
    countUpTo(latency, Infinity) - countUpTo(latency, bound);
  // Envoy merges its histograms twice a second.
  const latency = await until(
    async () => {
      const now = (await read()).phases['orders']?.new?.latency ?? [];
      return beyond(now, 250) > 0 ? now : undefined;
    },
    { within: 10_000, every: 50, signal: unlimited, clock: systemClock },
  );
  expect(latency?.map(({ atMost }) => atMost)).toContain(2000);
  expect([beyond(latency ?? [], 250), beyond(latency ?? [], 2000)]).toEqual([1, 0]);
});

test('a restart of the edge is another epoch, and an edge that is down is a finding', async () => {
  const before = await read();
  value(await stopEdge(edge.folder, unlimited));
  const down = await envoyEdgeIndicator(edge.folder, name).read(unlimited);
  expect(down).toMatchObject({ ok: false, error: { code: 'TRF030', params: { source: 'envoy-edge' } } });
  value(await startEdge(edge.options, unlimited));
  expect((await read()).epoch).not.toBe(before.epoch);
});
