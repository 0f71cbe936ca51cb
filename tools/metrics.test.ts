import { readFileSync } from 'node:fs';
import { convert } from '@banyan/gateway/convert/convert.ts';
import { expect, test } from 'vitest';
import { echo, serve } from '../packages/gateway/src/writers/envoy/testing/envoy.ts';
import { metrics, questions } from './metrics-map.ts';
import { metricsPage } from './metrics.ts';

test('the reference of metrics says what the map says', () => {
  // Run node tools/metrics.ts when this fails.
  expect(readFileSync('docs/reference/metrics.md', 'utf8')).toBe(metricsPage());
});

const nameOf = (series: string): string => series.replace(/\{.*$/, '');

test('a converted Envoy shows every series of the map, with the labels that are named', async () => {
  const shop = await echo();
  const checks = { active: { type: 'http', http_path: '/' } };
  const upstream = { type: 'roundrobin', nodes: { [`127.0.0.1:${shop.port}`]: 1 }, checks };
  const source = { routes: [{ id: 'payments', uri: '/pay/*', plugins: { prometheus: {} }, upstream }] };
  const bytes = new TextEncoder().encode(JSON.stringify(source));
  const listen = { address: '127.0.0.1', port: 0 };
  const conversion = convert([{ name: 'apisix.json', bytes }], { to: 'envoy', listen });
  if (!conversion.ok) throw new Error('the source is not converted');
  const file = conversion.value.files.find(({ path }) => path === 'envoy.yaml');
  const envoy = await serve(file?.chunks ?? []);
  try {
    expect((await envoy.ask('GET', '/pay/1', { host: 'shop.example' })).status).toBe(200);
    const mapped = metrics.flatMap(({ to }) => to.map((one) => nameOf(one.envoy))).filter((name) => name !== 'none');
    const asked = questions.flatMap(({ envoy: query }) => query.match(/envoy_\w+(?=\{)/g) ?? []);
    const wanted = [...new Set([...mapped, ...asked])];
    // Histograms are merged from time to time.
    await expect
      .poll(async () => namesIn(await envoy.statistics()), { timeout: 15_000 })
      .toEqual(expect.arrayContaining(wanted));
    const text = await envoy.statistics();
    for (const label of ['envoy_response_code="200"', 'envoy_virtual_host="', 'envoy_route="payments"'])
      expect(text).toMatch(new RegExp(`^envoy_vhost_route_upstream_rq\\{.*${label}`, 'm'));
  } finally {
    await envoy.stop();
    await shop.stop();
  }
}, 30_000);

const namesIn = (text: string): readonly string[] => [...new Set(text.match(/^\w+/gm) ?? [])];
