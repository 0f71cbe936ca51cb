import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock, until } from '../../local/wait.ts';
import { startEnvoy, stopEnvoy } from '../../proxies/envoy-process.ts';
import { send } from '../../testing/client.ts';
import { testEnvoy, unlimited, value } from '../../testing/edge.ts';
import { failingGateway } from '../../testing/failing-gateway.ts';
import type { TestGateway } from '../../testing/gateway.ts';
import { countUpTo } from '../counters.ts';
import { envoyGatewayIndicator } from './envoy-gateway.ts';

let folder: string;
let backend: TestGateway;
let port = 0;

/** A gateway as a converter writes it: YAML, named routes, one of which answers by itself. */
const config = (listen: number, upstream: number): string => `
static_resources:
  listeners:
    - name: shop
      address: { socket_address: { address: 127.0.0.1, port_value: ${listen} } }
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: shop
                http_filters:
                  - name: envoy.filters.http.router
                    typed_config: { "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router }
                route_config:
                  virtual_hosts:
                    - name: shop
                      domains: ["*"]
                      routes:
                        - { name: "orders:1", match: { prefix: /orders/ }, route: { cluster: shop } }
                        - { name: orders.2, match: { prefix: /returns/ }, route: { cluster: shop } }
                        - { name: closed, match: { prefix: /closed/ }, direct_response: { status: 503 } }
                        - { name: voice, match: { prefix: /voice/ }, route: { cluster: shop } }
  clusters:
    - name: shop
      load_assignment:
        cluster_name: shop
        endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: ${upstream} } } } }] }]
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-gateway-'));
  backend = await failingGateway('new');
  port = await freePort();
  const file = join(folder, 'envoy.yaml');
  await writeFile(file, config(port, backend.port));
  const spec = { folder, binary: await testEnvoy(), config: file, concurrency: 1, drainSeconds: 1 };
  value(await startEnvoy(spec, unlimited));
});
afterAll(async () => {
  await stopEnvoy(folder, 1000, unlimited);
  await backend.close();
  await rm(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  server.close();
  await once(server, 'close');
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}

const phases: Readonly<Record<string, string>> = { 'orders:1': 'orders', 'orders.2': 'orders', closed: 'closed' };
const indicator = () => envoyGatewayIndicator(folder, (route) => (route === undefined ? 'rest' : phases[route]));

test('requests and errors of all routes of a phase are summed, also answers that the gateway gives itself', async () => {
  for (const path of [
    '/orders/1',
    '/returns/1',
    '/orders/500',
    '/orders/none',
    '/returns/half',
    '/closed/1',
    '/voice/1',
  ]) {
    await send({ port, path }).catch(() => undefined);
  }
  expect((await send({ port, path: '/nowhere' })).status).toBe(404);
  const reading = await until(
    async () => {
      const now = value(await indicator().read(unlimited));
      return countUpTo(now.phases['orders']?.new?.latency ?? [], Infinity) === 5 ? now : undefined;
    },
    { within: 10_000, every: 50, signal: unlimited, clock: systemClock },
  );
  expect(reading?.phases['orders']?.new).toMatchObject({ requests: 5, errors: 3 });
  expect(reading?.phases['closed']?.new).toMatchObject({ requests: 1, errors: 1 });
  expect(reading?.phases['rest']?.new).toMatchObject({ requests: 1, errors: 0 });
  expect(Object.keys(reading?.phases ?? {})).not.toContain('voice');
});

test('a gateway that is down is a finding', async () => {
  const down = await envoyGatewayIndicator(join(folder, 'elsewhere'), () => 'orders').read(unlimited);
  expect(down).toMatchObject({ ok: false, error: { code: 'TRF030', params: { source: 'envoy-gateway' } } });
});
