/** Each query that is made of a mapping, through `promtool test rules`: what it gives, and that it gives nothing where nothing is known. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mappingNames, type Mapping, mappings } from '@banyan/traffic/indicators/prometheus/mapping.ts';
import { queriesOf, shareQuery } from '@banyan/traffic/indicators/prometheus/queries.ts';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

const promtool = resolve(import.meta.dirname, '../../.tools/prometheus/promtool');
const missing = process.env['BANYAN_CLUSTER_MISSING'] ?? (existsSync(promtool) ? undefined : 'promtool was not built');
const folder = mkdtempSync(join(tmpdir(), 'banyan-promtool-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Series of one platform as it writes them, for a phase: well answered, failed, and the histogram's buckets. */
interface Names {
  readonly matchers: (phase: string) => string;
  readonly well: (phase: string) => string;
  readonly failed: (phase: string) => string;
  /** What counts all requests, where that is a series of its own. */
  readonly all?: (phase: string) => string;
  readonly bucket?: (phase: string, le: string) => string;
  /** Bounds of a fast and of a slow bucket, as the platform writes them. */
  readonly bounds?: readonly [string, string];
}

const custom: Mapping = {
  requests: 'shop_requests_total{$phase}',
  errors: 'shop_requests_total{outcome="failed",$phase}',
  latency: { buckets: 'shop_seconds_bucket{$phase}', unit: 's' },
};

const platforms: Readonly<Record<string, { readonly mapping: Mapping; readonly names: Names }>> = {
  apisix: {
    mapping: mappings.apisix,
    names: {
      matchers: (phase) => `route=~"${phase}"`,
      well: (phase) => `apisix_http_status{code="200",route="${phase}",node="10.0.0.1"}`,
      failed: (phase) => `apisix_http_status{code="503",route="${phase}",node="10.0.0.1"}`,
      bucket: (phase, le) => `apisix_http_latency_bucket{type="request",route="${phase}",le="${le}"}`,
      bounds: ['100', '500'],
    },
  },
  istio: {
    mapping: mappings.istio,
    names: {
      matchers: (phase) => `destination_service_name="${phase}"`,
      well: (phase) =>
        `istio_requests_total{reporter="source",response_code="200",destination_service_name="${phase}"}`,
      failed: (phase) =>
        `istio_requests_total{reporter="source",response_code="0",destination_service_name="${phase}"}`,
      bucket: (phase, le) =>
        `istio_request_duration_milliseconds_bucket{reporter="source",destination_service_name="${phase}",le="${le}"}`,
      bounds: ['100', '500'],
    },
  },
  envoy: {
    mapping: mappings.envoy,
    names: {
      matchers: (phase) => `envoy_cluster_name="${phase}"`,
      well: (phase) => `envoy_cluster_upstream_rq_xx{envoy_response_code_class="2",envoy_cluster_name="${phase}"}`,
      failed: (phase) => `envoy_cluster_upstream_rq_xx{envoy_response_code_class="5",envoy_cluster_name="${phase}"}`,
      bucket: (phase, le) => `envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="${phase}",le="${le}"}`,
      bounds: ['100', '500'],
    },
  },
  nginx: {
    mapping: mappings.nginx,
    names: {
      matchers: (phase) => `host="${phase}"`,
      well: (phase) => `nginx_vts_server_requests_total{code="2xx",host="${phase}"}`,
      failed: (phase) => `nginx_vts_server_requests_total{code="5xx",host="${phase}"}`,
      all: (phase) => `nginx_vts_server_requests_total{code="total",host="${phase}"}`,
      bucket: (phase, le) => `nginx_vts_server_request_duration_seconds_bucket{host="${phase}",le="${le}"}`,
      bounds: ['0.1', '0.5'],
    },
  },
  'ingress-nginx': {
    mapping: mappings['ingress-nginx'],
    names: {
      matchers: (phase) => `ingress="${phase}"`,
      well: (phase) => `nginx_ingress_controller_requests{status="200",ingress="${phase}"}`,
      failed: (phase) => `nginx_ingress_controller_requests{status="504",ingress="${phase}"}`,
      bucket: (phase, le) => `nginx_ingress_controller_request_duration_seconds_bucket{ingress="${phase}",le="${le}"}`,
      bounds: ['0.1', '0.5'],
    },
  },
  haproxy: {
    mapping: mappings.haproxy,
    names: {
      matchers: (phase) => `proxy="${phase}"`,
      well: (phase) => `haproxy_backend_http_responses_total{code="2xx",proxy="${phase}"}`,
      failed: (phase) => `haproxy_backend_http_responses_total{code="5xx",proxy="${phase}"}`,
    },
  },
  'one of the user': {
    mapping: custom,
    names: {
      matchers: (phase) => `side="${phase}"`,
      well: (phase) => `shop_requests_total{outcome="well",side="${phase}"}`,
      failed: (phase) => `shop_requests_total{outcome="failed",side="${phase}"}`,
      bucket: (phase, le) => `shop_seconds_bucket{side="${phase}",le="${le}"}`,
      bounds: ['0.1', '0.5'],
    },
  },
};

/** Samples every 15 seconds for 10 minutes; the window is the last 5. */
interface Case {
  readonly well?: string;
  readonly failed?: string;
  readonly all?: string;
  /** Of both buckets and +Inf: nine of ten are fast. */
  readonly buckets?: readonly [fast: string, slow: string];
  readonly gives: {
    readonly requests?: number;
    readonly errors?: number;
    readonly error_ratio?: number;
    readonly latency_p95?: number;
  };
}

const nothing = {};
/** The repetition of samples does not know NaN. */
const notANumber = Array.from({ length: 41 }, () => 'NaN').join(' ');
/** Within the window lie 20 samples and 19 steps, from which Prometheus extrapolates to the 20 steps of the window. */
const extrapolated = 300 / 285;
const cases: Readonly<Record<string, Case>> = {
  healthy: {
    well: '0+18x40',
    failed: '0+2x40',
    all: '0+20x40',
    buckets: ['0+18x40', '0+20x40'],
    // Half of the slow tenth: in the middle of the bucket of 100 to 500 ms.
    gives: { requests: 400, errors: 40, error_ratio: 0.1, latency_p95: 300 },
  },
  'no errors yet': {
    well: '0+20x40',
    all: '0+20x40',
    buckets: ['0+20x40', '0+20x40'],
    gives: { requests: 400, errors: 0, error_ratio: 0, latency_p95: 95 },
  },
  'only errors': { failed: '0+20x40', all: '0+20x40', gives: { requests: 400, errors: 400, error_ratio: 1 } },
  'no traffic': {
    well: '500x40',
    failed: '7x40',
    all: '507x40',
    buckets: ['500x40', '507x40'],
    gives: { requests: 0, errors: 0 },
  },
  // After a restart counters begin at 0, and the step over it is missed, as are its requests.
  'a counter reset': {
    well: '0+18x30 0+18x9',
    failed: '0+2x30 0+2x9',
    all: '0+20x30 0+20x9',
    gives: { requests: 18 * 20 * extrapolated, errors: 18 * 2 * extrapolated, error_ratio: 0.1 },
  },
  NaN: { well: notANumber, failed: notANumber, all: notANumber, buckets: [notANumber, notANumber], gives: nothing },
  'no series at all': { gives: nothing },
};

const at = '10m';
const sample = (value: number | undefined) => (value === undefined ? [] : [{ labels: '{}', value }]);

function series(names: Names, phase: string, one: Case) {
  const [fast, slow] = one.buckets ?? [];
  const [low = '', high = ''] = names.bounds ?? [];
  const written: readonly (readonly [string | undefined, string | undefined])[] = [
    [names.well(phase), one.well],
    [names.failed(phase), one.failed],
    [names.all?.(phase), one.all],
    [names.bucket?.(phase, low), fast],
    [names.bucket?.(phase, high), slow],
    [names.bucket?.(phase, '+Inf'), slow],
  ];
  return written.flatMap(([name, values]) =>
    name === undefined || values === undefined ? [] : [{ series: name, values }],
  );
}

function promtoolSays(tests: readonly object[]): string {
  const file = join(folder, 'queries.json');
  // What is YAML may be written as JSON.
  writeFileSync(file, JSON.stringify({ fuzzy_compare: true, tests }));
  const ran = spawnSync(promtool, ['test', 'rules', file], { encoding: 'utf8' });
  return ran.status === 0 ? 'SUCCESS' : ran.stdout + ran.stderr;
}

describe('queries', () => {
  beforeEach((context) => {
    if (missing !== undefined) context.skip(missing);
  });

  test('there is a platform here for every mapping', () => {
    expect(Object.keys(platforms).filter((name) => name !== 'one of the user')).toEqual([...mappingNames]);
  });

  test.each(Object.entries(platforms))('%s gives the same canonical values in every case', (_, { mapping, names }) => {
    const tests = Object.entries(cases).map(([name, one]) => {
      const queries = queriesOf(mapping, names.matchers('orders'), '5m');
      return {
        name,
        interval: '15s',
        // Another phase beside it must not be counted.
        input_series: [...series(names, 'orders', one), ...series(names, 'voice', cases['healthy'] ?? one)],
        promql_expr_test: Object.entries(queries).map(([indicator, expr]) => ({
          expr,
          eval_time: at,
          exp_samples: sample(one.gives[indicator as keyof Case['gives']]), // queries have these names
        })),
      };
    });
    expect(promtoolSays(tests)).toBe('SUCCESS');
  });

  test('the share is known while both sides are counted, and not when one is missing', () => {
    const old = { mapping: mappings.apisix, matchers: 'route=~"orders"' };
    const fresh = { mapping: mappings.envoy, matchers: 'envoy_cluster_name="orders"' };
    const well = (values: string): Case => ({ well: values, gives: nothing });
    const { apisix, envoy } = platforms;
    if (apisix === undefined || envoy === undefined) throw new Error('both are platforms');
    const given = (name: string, before: Case, after: Case, gives: number | undefined) => ({
      name,
      interval: '15s',
      input_series: [...series(apisix.names, 'orders', before), ...series(envoy.names, 'orders', after)],
      promql_expr_test: [{ expr: shareQuery(old, fresh, '5m'), eval_time: at, exp_samples: sample(gives) }],
    });
    const none: Case = { gives: nothing };
    const tests = [
      given('both', well('0+30x40'), well('0+10x40'), 25),
      given('nothing on the new side yet', well('0+30x40'), well('0x40'), 0),
      given('new side missing', well('0+30x40'), none, undefined),
      given('old side missing', none, well('0+30x40'), undefined),
      given('no traffic', well('5x40'), well('5x40'), undefined),
      given('NaN', well(notANumber), well('0+10x40'), undefined),
    ];
    expect(promtoolSays(tests)).toBe('SUCCESS');
  });

  test('promtool would say if a query gave something else', () => {
    const wrong = {
      interval: '15s',
      input_series: [{ series: 'a', values: '0+1x40' }],
      promql_expr_test: [{ expr: 'sum(increase(a[5m]))', eval_time: at, exp_samples: sample(21) }],
    };
    expect(promtoolSays([wrong])).not.toBe('SUCCESS');
  });
});
