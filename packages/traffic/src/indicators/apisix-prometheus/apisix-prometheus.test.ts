import { afterEach, expect, test } from 'vitest';
import { unlimited, value } from '../../testing/edge.ts';
import { type TestGateway, testGateway } from '../../testing/gateway.ts';
import { apisixPrometheusIndicator } from './apisix-prometheus.ts';
import { parseExposition } from './exposition.ts';

/** As APISIX 3 writes it: labels of `apisix/plugins/prometheus/exporter.lua`, buckets cut short. */
const exposition = `# HELP apisix_http_status HTTP status codes per service in APISIX
# TYPE apisix_http_status counter
apisix_http_status{code="200",route="orders",matched_uri="/orders/*",matched_host="",service="",consumer="",node="10.0.0.1",request_type="traditional_http"} 90
apisix_http_status{code="503",route="orders",matched_uri="/orders/*",matched_host="",service="",consumer="mobile",node="10.0.0.1",request_type="traditional_http"} 3
apisix_http_status{code="200",route="returns",matched_uri="/returns",matched_host="",service="",consumer="",node="10.0.0.2",request_type="traditional_http"} 7
apisix_http_status{code="404",route="",matched_uri="",matched_host="",service="",consumer="",node="",request_type="traditional_http"} 5
apisix_http_status{code="200",route="voice",matched_uri="/voice",matched_host="a\\"b\\\\",service="",consumer="",node="",request_type="traditional_http"} 1
# TYPE apisix_http_latency histogram
apisix_http_latency_bucket{type="request",route="orders",service="",consumer="",node="10.0.0.1",le="1"} 10
apisix_http_latency_bucket{type="request",route="orders",service="",consumer="",node="10.0.0.1",le="2000"} 92
apisix_http_latency_bucket{type="request",route="orders",service="",consumer="",node="10.0.0.1",le="+Inf"} 93
apisix_http_latency_bucket{type="upstream",route="orders",service="",consumer="",node="10.0.0.1",le="+Inf"} 93
apisix_http_latency_bucket{type="request",route="returns",service="",consumer="",node="10.0.0.2",le="2000"} 7
apisix_http_latency_bucket{type="request",route="returns",service="",consumer="",node="10.0.0.2",le="+Inf"} 7
apisix_http_latency_sum{type="request",route="orders",service="",consumer="",node="10.0.0.1"} 4711.5
`;

let exporter: TestGateway | undefined;
afterEach(() => exporter?.close());

const phaseOf = (route: string | undefined) => (route === 'orders' || route === 'returns' ? 'orders' : undefined);
async function readFrom(answer: string, status = 200) {
  exporter = await testGateway('exporter', (_, response) => response.writeHead(status).end(answer));
  return apisixPrometheusIndicator(`http://127.0.0.1:${exporter.port}/apisix/prometheus/metrics`, phaseOf).read(
    unlimited,
  );
}

test('status counters of all series and routes of a phase are summed, 5xx as errors', async () => {
  const { phases } = value(await readFrom(exposition));
  expect(Object.keys(phases)).toEqual(['orders']);
  expect(phases['orders']?.old).toMatchObject({ requests: 100, errors: 3 });
});

test('the latency is that of the whole request, in milliseconds, summed over routes', async () => {
  const { phases } = value(await readFrom(exposition));
  expect(phases['orders']?.old?.latency).toEqual([
    { atMost: 1, count: 10 },
    { atMost: 2000, count: 99 },
    { atMost: null, count: 100 },
  ]);
});

test('an exporter that refuses, answers something else, or counts nothing of APISIX is a finding', async () => {
  expect(await readFrom('', 404)).toMatchObject({ ok: false, error: { code: 'TRF030' } });
  await exporter?.close();
  expect(await readFrom('<html>not found</html>')).toMatchObject({ ok: false, error: { code: 'TRF031' } });
  await exporter?.close();
  expect(await readFrom('go_goroutines 7\n')).toMatchObject({ ok: false, error: { code: 'TRF032' } });
});

test('an exporter that cannot be reached is a finding', async () => {
  const closed = await testGateway('exporter');
  await closed.close();
  const down = await apisixPrometheusIndicator(`http://127.0.0.1:${closed.port}/`, phaseOf).read(unlimited);
  expect(down).toMatchObject({ ok: false, error: { code: 'TRF030', params: { reason: 'ECONNREFUSED' } } });
});

test('label values are unescaped, timestamps are allowed, infinity is a number', () => {
  expect(parseExposition('a{b="x\\"y\\\\z\\n",c="{1}"} +Inf 1700000000000\n')).toEqual([
    { name: 'a', labels: { b: 'x"y\\z\n', c: '{1}' }, value: Number.POSITIVE_INFINITY },
  ]);
  expect(parseExposition('a{b="x} 1')).toBeUndefined();
});
