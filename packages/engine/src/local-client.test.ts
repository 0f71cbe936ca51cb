/** A migration as `banyan run` does it: emulated old gateway, conversion, new Envoy, edge, witnesses, approval. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stopOldGateway } from '@banyan/migration/world/local/old-gateway.ts';
import { stopEnvoy } from '@banyan/traffic/proxies/envoy-process.ts';
import { stopEdge } from '@banyan/traffic/switches/envoy-edge/edge.ts';
import { sendMany } from '@banyan/traffic/testing/client.ts';
import { type TestGateway, testGateway } from '@banyan/traffic/testing/gateway.ts';
import type { EngineClient, MigrationView } from './client.ts';
import { layout } from './data/layout.ts';
import { localClient } from './local-client.ts';
import { value } from './port/contract.ts';

const supervisor = fileURLToPath(new URL('./supervisor/main.ts', import.meta.url));
const never = new AbortController().signal;
let folder = '';
let service: TestGateway;
let engine: EngineClient;

const apisix = `routes:
  - id: orders
    uri: /orders/*
    upstream: { type: roundrobin, nodes: { "127.0.0.1:\${{ORDERS_PORT}}": 1 } }
    plugins:
      prometheus: {}
      limit-count: { count: 100000, time_window: 600, key_type: var, key: remote_addr, policy: local }
  - id: orders-health
    uri: /orders/health
    upstream: { type: roundrobin, nodes: { "127.0.0.1:\${{ORDERS_PORT}}": 1 } }
    plugins: { prometheus: {} }
  - id: admin
    uri: /admin/*
    upstream: { type: roundrobin, nodes: { "127.0.0.1:\${{ORDERS_PORT}}": 1 } }
    plugins: {wolf-rbac: {server: "http://127.0.0.1:12180"}}
#END
`;

const document = (routes: string): string => `apiVersion: banyan.dev/v1alpha1
kind: Migration
metadata: { name: orders }
spec:
  source: { apisix: apisix.yaml, emulate: true }
  target: { envoy: {} }
  edge: { listen: "127.0.0.1:0" }
  defaults: { hold: 1s, gates: { errors: 1%, minimumRequests: 20 } }
  phases:
    - { name: orders, routes: [${routes}], stages: [{ share: 50 }, { share: 100, approval: required }] }
`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-local-'));
  // Both gateways forward to it; it answers what it was asked, so that a changed header would show.
  service = await testGateway('orders', ({ headers }, response) => {
    const { 'x-real-ip': ip, 'x-forwarded-for': chain, 'x-forwarded-proto': proto, host } = headers;
    response.setHeader('x-side', 'old').end(JSON.stringify({ ip, chain, proto, host }));
  });
  await writeFile(join(folder, 'apisix.yaml'), apisix);
  const environment = { ...process.env, ORDERS_PORT: String(service.port) };
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', supervisor];
  engine = value(await localClient({ folder: join(folder, 'data'), environment, now: Date.now, supervisor: command }));
});
afterEach(async () => {
  const files = layout(join(folder, 'data'));
  const { newGateway, oldGateway } = files.migration('orders');
  await engine.stop();
  await stopEdge(files.edge, never);
  await stopEnvoy(newGateway, 0, never);
  await stopOldGateway(oldGateway);
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(routes: string, accept: readonly string[] = []): ReturnType<EngineClient['run']> {
  const file = join(folder, 'migration.yaml');
  await writeFile(file, document(routes));
  return engine.run(file, { accept });
}

async function trafficUntil(wanted: (view: MigrationView) => boolean): Promise<MigrationView> {
  const deadline = Date.now() + 50_000;
  for (;;) {
    const view = value(await engine.status('orders'));
    if (wanted(view)) return view;
    if (Date.now() > deadline) throw new Error(`not in time: ${view.state} ${JSON.stringify(view.why)}`);
    const port = Number(view.addresses.edge?.split(':')[1] ?? 0);
    if (port === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    else expect((await sendMany({ port, path: '/orders/1' }, 30, 4)).failed).toBe(0);
  }
}

test('an estate is converted, put behind an edge, checked by witnesses, shifted and approved', async () => {
  value(await run('orders'));
  const waiting = await trafficUntil(({ state }) => state === 'waiting-for-approval');
  expect(waiting.phases).toMatchObject([{ name: 'orders', desired: 50 }]);
  // Three counters that know nothing of each other: edge, new Envoy, old gateway.
  const verified = value(await engine.events('orders', 0)).find(({ kind }) => kind === 'share-verified');
  expect(Object.keys(verified?.data['observed'] ?? {}).sort()).toEqual(['edge', 'newGateway', 'oldGateway']);
  value(await engine.approve('orders', { who: 'ada', reason: 'looks well' }));
  const end = await trafficUntil(({ state }) => state === 'completed');
  expect(end.phases).toMatchObject([{ desired: 100 }]);
  expect(end.steps.every(({ state }) => state === 'done')).toBe(true);
  // Attached to, not started again.
  expect(value(await run('orders')).state).toBe('completed');
});

test('a route that would be closed is refused until it is accepted by name', async () => {
  expect(await run('orders, admin')).toMatchObject({
    ok: false,
    error: { code: 'MIG006', params: { routes: 'admin' } },
  });
  expect(await engine.status('orders')).toMatchObject({ ok: false, error: { code: 'ENG004' } });
  expect(value(await run('orders, admin', ['admin'])).state).toBe('running');
});

test('everything that is wrong with a document is said at once', async () => {
  const wrong = document('orders').replace('share: 50', 'share: 150').replace('hold: 1s', 'hold: soon');
  const file = join(folder, 'migration.yaml');
  await writeFile(file, wrong);
  const refused = await engine.run(file, { accept: [] });
  const codes = refused.ok ? [] : [refused.error, ...(refused.error.others ?? [])].map(({ code }) => code);
  expect(codes.sort()).toEqual(['MIG030', 'MIG031']);
});
