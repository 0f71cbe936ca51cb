import { expect, test } from 'vitest';
import { apisixMatchers, mappings, selector } from './mapping.ts';
import { queriesOf } from './queries.ts';

test('a phase of APISIX is its routes, whose ids are no expressions', () => {
  expect(apisixMatchers(['orders', 'v1.2|x'])).toBe(String.raw`route=~"orders|v1\\.2\\|x"`);
});

test('a mapping that keeps no histogram has no query for latency', () => {
  expect(queriesOf(mappings.haproxy, 'proxy="orders"', '5m')).not.toHaveProperty('latency_p95');
  expect(queriesOf(mappings.nginx, 'host="orders"', '5m').latency_p95).toMatch(/^1000 \* \(histogram_quantile/);
});

test('matchers stand where the selector says', () => {
  expect(selector(mappings.apisix.errors, 'route="a"')).toBe('apisix_http_status{code=~"5..",route="a"}');
});
