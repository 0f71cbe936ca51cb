/** The indicator source against a real Prometheus, which scrapes a gateway whose numbers the test sets. */
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Counters, Reading } from '@banyan/traffic/indicators/indicator.ts';
import { apisixMatchers, mappings } from '@banyan/traffic/indicators/prometheus/mapping.ts';
import { newMemory, prometheusIndicator } from '@banyan/traffic/indicators/prometheus/prometheus.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setUpNetwork } from '../vectors/envoy/namespace.ts';
import { processes, type Started, until } from './lab/process.ts';

const binary = resolve(import.meta.dirname, '../../.tools/prometheus/prometheus');
const missing = process.env['BANYAN_CLUSTER_MISSING'] ?? (existsSync(binary) ? undefined : 'prometheus was not built');
const address = 'http://127.0.0.1:19090';
const signal = new AbortController().signal;

/** What the gateway exports now. */
let exported = '';
let exporter: Server;
let prometheus: Started;
const folder = mkdtempSync(join(tmpdir(), 'banyan-prometheus-'));
const group = processes();

const start = (): Started =>
  group.start(
    binary,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--web.listen-address=127.0.0.1:19090',
    ],
    join(folder, 'log'),
  );

const ready = async (): Promise<boolean> => (await fetch(`${address}/-/ready`).catch(() => undefined))?.ok === true;

describe('a real Prometheus', () => {
  beforeEach((context) => {
    if (missing !== undefined) context.skip(missing);
  });
  beforeAll(async () => {
    if (missing !== undefined) return;
    setUpNetwork([], [], folder);
    exporter = createServer((_, answer) => answer.setHeader('content-type', 'text/plain').end(exported)).listen(
      19091,
      '127.0.0.1',
    );
    await once(exporter, 'listening');
    const jobs = [{ job_name: 'gateway', static_configs: [{ targets: ['127.0.0.1:19091'] }] }];
    writeFileSync(
      join(folder, 'prometheus.yml'),
      JSON.stringify({ global: { scrape_interval: '200ms', scrape_timeout: '200ms' }, scrape_configs: jobs }),
    );
    prometheus = start();
    await until('Prometheus is ready', 60, ready, [prometheus]);
  });
  afterAll(async () => {
    await group.stop();
    exporter?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const memory = newMemory();
  const source = prometheusIndicator(
    { address, side: 'old', mapping: mappings.apisix, phases: { orders: apisixMatchers(['orders', 'returns']) } },
    memory,
  );
  /** Sets what is exported and waits until the source counts what is expected. */
  async function counts(text: string, matches: (counters: Counters | undefined) => boolean): Promise<Reading> {
    exported = text;
    let last: Reading | undefined;
    await until(
      'it is counted',
      60,
      async () => {
        const read = await source.read(signal);
        if (read.ok) last = read.value;
        return read.ok && matches(read.value.phases['orders']?.old);
      },
      [prometheus],
    );
    if (last === undefined) throw new Error('nothing was read');
    return last;
  }
  const status = (route: string, code: number, count: number): string =>
    `apisix_http_status{code="${code}",route="${route}",node="10.0.0.1"} ${count}\n`;

  test('nothing is known of a phase before any of its series is there', async () => {
    exported = status('voice', 200, 7);
    const read = await source.read(signal);
    expect(read).toMatchObject({ ok: true, value: { phases: {} } });
  });

  test('what was counted at the first look is the beginning; routes of the phase are added, others are not', async () => {
    await counts(status('orders', 200, 1000) + status('voice', 200, 7), (seen) => seen?.requests === 0);
    await counts(
      status('orders', 200, 1040) + status('returns', 200, 10) + status('voice', 200, 999),
      (seen) => seen?.requests === 50 && seen.errors === 0,
    );
  });

  test('the first error is counted although its series was not there before', async () => {
    await counts(
      status('orders', 200, 1040) + status('orders', 503, 3) + status('returns', 200, 10),
      (seen) => seen?.requests === 53 && seen.errors === 3,
    );
  });

  test('a gateway that was restarted goes on counting from where it was', async () => {
    await counts(
      status('orders', 200, 5) + status('orders', 503, 1) + status('returns', 200, 10),
      (seen) => seen?.requests === 59 && seen.errors === 4,
    );
  });

  test('buckets are told in milliseconds', async () => {
    const bucket = (le: string, count: number): string =>
      `apisix_http_latency_bucket{type="request",route="orders",le="${le}"} ${count}\n`;
    const rest = status('orders', 200, 5) + status('orders', 503, 1) + status('returns', 200, 10);
    await counts(rest + bucket('100', 0) + bucket('+Inf', 0), (seen) => seen?.latency.length === 2);
    const read = await counts(rest + bucket('100', 4) + bucket('+Inf', 5), (seen) => seen?.latency[1]?.count === 5);
    expect(read.phases['orders']?.old?.latency).toEqual([
      { atMost: 100, count: 4 },
      { atMost: null, count: 5 },
    ]);
  });

  test('a gateway that is not scraped any more stands still in time, so that nobody takes it for now', async () => {
    const rest = status('orders', 200, 6) + status('orders', 503, 1) + status('returns', 200, 10);
    const before = await counts(rest, (seen) => seen?.requests === 60);
    exporter.close();
    exporter.closeAllConnections();
    // After a scrape that failed its series are stale: nothing is known any more.
    await until(
      'the series are gone',
      60,
      async () => {
        const read = await source.read(signal);
        return read.ok && read.value.phases['orders'] === undefined;
      },
      [prometheus],
    );
    expect(before.at).toBeLessThanOrEqual(Date.now());
    exporter = createServer((_, answer) => answer.setHeader('content-type', 'text/plain').end(exported)).listen(
      19091,
      '127.0.0.1',
    );
    await once(exporter, 'listening');
    await counts(
      status('orders', 200, 16) + status('orders', 503, 1) + status('returns', 200, 10),
      (seen) => seen?.requests === 70,
    );
  });

  test('it shows each indicator now, with the query that gave it, and nothing where nothing is known', async () => {
    const { mapping, phases } = { mapping: mappings.envoy, phases: { orders: 'envoy_cluster_name="orders"' } };
    const old = { mapping: mappings.apisix, phases: { orders: apisixMatchers(['orders', 'returns']) } };
    const fresh = prometheusIndicator({ address, side: 'new', mapping, phases, old }, newMemory());
    const [before, after] = await Promise.all([source.now?.(signal), fresh.now?.(signal)]);
    expect(before).toMatchObject({
      ok: true,
      value: [
        { indicator: 'requests' },
        { indicator: 'errors' },
        { indicator: 'error_ratio' },
        { indicator: 'latency_p95' },
      ],
    });
    const requests = before?.ok === true ? before.value[0] : undefined;
    expect(requests?.value).toBeGreaterThan(0);
    expect(requests?.query).toContain('apisix_http_status{route=~"orders|returns"}[5m]');
    const values = after?.ok === true ? after.value.map(({ indicator, value }) => [indicator, value]) : [];
    expect(values).toEqual(
      ['requests', 'errors', 'error_ratio', 'latency_p95', 'share'].map((name) => [name, undefined]),
    );
  });

  test('NaN is not a number of requests', async () => {
    exported = `apisix_http_status{code="200",route="orders",node="10.0.0.1"} NaN\n`;
    let seen: unknown;
    await until(
      'NaN is refused',
      60,
      async () => {
        const read = await source.read(signal);
        seen = read;
        return !read.ok;
      },
      [prometheus],
    );
    expect(seen).toMatchObject({ ok: false, error: { code: 'TRF031' } });
  });

  test('a Prometheus that is down is a source that is down, and what it had counted is still there when it is back', async () => {
    exported = status('orders', 200, 26) + status('orders', 503, 1) + status('returns', 200, 10);
    await counts(exported, (seen) => seen?.requests === 80);
    await prometheus.stop();
    expect(await source.read(signal)).toMatchObject({ ok: false, error: { code: 'TRF030' } });
    prometheus = start();
    await counts(
      status('orders', 200, 30) + status('orders', 503, 1) + status('returns', 200, 10),
      (seen) => seen?.requests === 84,
    );
  });
});
