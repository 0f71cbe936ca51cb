import { afterAll, beforeAll, expect, test } from 'vitest';
import { envoyEdgeIndicator } from '../../indicators/envoy-edge/envoy-edge.ts';
import { sendMany, type Tally } from '../../testing/client.ts';
import { type TestEdge, testEdge, unlimited, value } from '../../testing/edge.ts';
import { type TestGateway, testGateway } from '../../testing/gateway.ts';
import { addMigration } from './edge.ts';
import { envoyEdgeSwitch } from './envoy-switch.ts';

let edge: TestEdge;
let old: TestGateway;
let next: TestGateway;
let port = 0;
beforeAll(async () => {
  [edge, old, next] = await Promise.all([testEdge({ drainSeconds: 1 }), testGateway('old'), testGateway('new')]);
  const target = (gateway: TestGateway) => ({ host: '127.0.0.1', port: gateway.port });
  const entries = [{ name: 'http', port: 0, old: target(old), new: target(next) }];
  const phases = [{ name: 'orders', matches: 'rest' as const }];
  port = value(await addMigration(edge.folder, { name: 'shop', entries, phases }, unlimited))['http']?.port ?? 0;
});
afterAll(async () => {
  await edge.end();
  await Promise.all([old.close(), next.close()]);
});

test('under load nothing fails when a phase comes back while its former connections are cut, and no count is lost', async () => {
  const written = new AbortController();
  const total: Tally = { old: 0, new: 0, failed: 0 };
  const traffic = (async () => {
    while (!written.signal.aborted) {
      const some = await sendMany({ port, path: '/orders/1' }, 200);
      for (const key of ['old', 'new', 'failed'] as const) total[key] += some[key];
    }
  })();
  let generation = 0;
  const write = async (share: number) => {
    generation += 1;
    const split = { generation, author: 'engine', shares: { orders: share } };
    value(await envoyEdgeSwitch(edge.folder, 'shop').write(split, unlimited));
  };
  // Each round leaves a passage with used connections behind; the load goes on until all of them were cut.
  for (const share of [100, 0, 100, 0, 50, 0, 100]) await write(share);
  const served = total.new;
  const last = Date.now();
  while (Date.now() - last < 4000)
    await sendMany({ port, path: '/orders/2' }, 50, 2).then((some) => (total.new += some.new));
  written.abort();
  await traffic;
  expect(total.failed).toBe(0);
  expect(total.new).toBeGreaterThan(served);
  const { phases } = value(await envoyEdgeIndicator(edge.folder, 'shop').read(unlimited));
  expect(phases['orders']?.old?.requests).toBe(total.old);
  expect(phases['orders']?.new?.requests).toBe(total.new);
  expect(phases['orders']?.new?.errors).toBe(0);
});
