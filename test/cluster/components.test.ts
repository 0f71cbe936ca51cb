/** The real components work together: what the API server accepts, istiod tells a stock Envoy, which then answers so. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setUpNetwork } from '../vectors/envoy/namespace.ts';
import { components } from './lab/components.ts';
import { get } from './lab/http.ts';
import { type Lab, startLab } from './lab/lab.ts';
import { conditionsOf } from './lab/conditions.ts';
import { readObjects } from './lab/object.ts';
import { until } from './lab/process.ts';
import type { Proxy } from './lab/proxy.ts';

const missing = process.env['BANYAN_CLUSTER_MISSING'];
const folder = mkdtempSync(join(tmpdir(), 'banyan-cluster-'));
const objects = (name: string): ReturnType<typeof readObjects> =>
  readObjects(readFileSync(join(import.meta.dirname, 'fixtures', name)), name);
const node = '10.20.2.11';

describe('a lab of real components', () => {
  let lab: Lab;
  let proxy: Proxy;
  let orders: Server;

  beforeAll(async () => {
    if (missing !== undefined) return;
    const parts = components();
    if (!parts.ok) throw new Error(parts.error);
    setUpNetwork([node], [], folder);
    orders = createServer((request, response) => response.end(`orders got ${request.url}`)).listen(8080, node);
    await once(orders, 'listening');
    lab = await startLab(parts.value, folder);
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await lab.stop();
    orders.close();
    rmSync(folder, { recursive: true });
  });

  const inLab = (name: string, body: () => Promise<void>): void => {
    test(name, async (context) => {
      if (missing !== undefined) context.skip(missing);
      await body();
    });
  };

  inLab('a VirtualService is accepted, programmed without a rejected update, and answers', async () => {
    expect(await lab.apply(objects('istio.yaml'))).toEqual(new Map());
    proxy = await lab.proxy({
      name: 'gateway-0',
      namespace: 'shop',
      labels: { istio: 'ingressgateway', 'gateway.networking.k8s.io/gateway-name': 'shop' },
    });
    await until('the route answers', 30, async () => (await get(9080, '/orders/7')).status === 200, [proxy.process]);
    expect(await get(9080, '/orders/7')).toMatchObject({ status: 200, body: 'orders got /v2/7' });
    expect((await get(9080, '/other')).status).toBe(404);
    expect(await proxy.refusals()).toEqual([]);
  });

  inLab('an HTTPRoute is accepted and resolved by istiod, and answers through the same Envoy', async () => {
    const applied = objects('gateway-api.yaml');
    expect(await lab.apply(applied)).toEqual(new Map());
    await until('the route answers', 30, async () => (await get(18_080, '/orders/7')).status === 200, [proxy.process]);
    expect(await get(18_080, '/orders/7')).toMatchObject({ status: 200, body: 'orders got /v2/7' });
    expect(await proxy.refusals()).toEqual([]);
    const route = applied.find(({ kind }) => kind === 'HTTPRoute');
    if (route === undefined) throw new Error('the fixture has no HTTPRoute');
    const seen = await lab.api.read(route);
    expect(conditionsOf(seen)).toEqual({ Accepted: 'True', ResolvedRefs: 'True' });
  });

  inLab('the API server refuses what breaks a schema, in its own words', async () => {
    const [wrong] = objects('wrong.yaml');
    if (wrong === undefined) throw new Error('the fixture is empty');
    expect([...(await lab.apply([wrong])).values()].join()).toContain('spec.http');
  });
});
