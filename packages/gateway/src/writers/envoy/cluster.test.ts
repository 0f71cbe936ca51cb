/** Upstreams as clusters: names, certificates, health. */
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { expect, test } from 'vitest';
import type { HealthChecks, Upstream } from '../../model/upstream.ts';
import type { JsonObject } from './config.ts';
import { Notes } from './notes.ts';
import { leaf, upstream } from './testing/model.ts';
import { clusterOf } from './cluster.ts';

const cluster = (rest: Partial<Upstream>): JsonObject =>
  clusterOf(upstream('shop', 8443, rest), '', new Notes(createLedger()));

const node = (host: string, priority = 0) => ({ host, port: 8443, weight: 1, priority, sources: [] });
const byNode: Upstream['host'] = { kind: 'node', sources: [] };

/** All values under a key, anywhere. */
function all(value: unknown, key: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => all(item, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]: [string, unknown]) => [
    ...(name === key ? [item] : []),
    ...all(item, key),
  ]);
}

test('the server name is the Host that the upstream sees', () => {
  const https = { scheme: 'https' } as const;
  expect(all(cluster(https), 'auto_sni')).toEqual([true]);
  expect(all(cluster({ ...https, host: { kind: 'rewrite', host: 'shop.example:8443', sources: [] } }), 'sni')).toEqual([
    'shop.example',
  ]);
  expect(all(cluster({ ...https, host: { kind: 'rewrite', host: '10.0.0.1', sources: [] } }), 'sni')).toEqual([
    undefined,
  ]);
  expect(all(cluster({ ...https, host: byNode, nodes: [node('10.0.0.1')] }), 'sni')).toEqual([undefined]);
  expect(all(cluster({ ...https, host: byNode, nodes: [node('orders.example')] }), 'sni')).toEqual(['orders.example']);
});

test('nodes of different names are each called by their own, and addresses by none', () => {
  const made = cluster({
    scheme: 'https',
    host: byNode,
    nodes: [node('orders.example'), node('voice.example'), node('10.0.0.1')],
  });
  expect(all(made['transport_socket_matches'], 'match')).toEqual([{ sni: 'orders.example' }, { sni: 'voice.example' }]);
  expect(all(made['load_assignment'], 'filter_metadata')).toHaveLength(2);
  expect(all(made['transport_socket'], 'sni')).toEqual([undefined]);
});

test('a session is not offered to a server of another name', () => {
  expect(all(cluster({ scheme: 'https' }), 'max_session_keys')).toEqual([0]);
});

test('a certificate that does not fit its key is left out', () => {
  const client = { certificate: 'no certificate', key: 'no key', sources: [leaf('tls')] };
  expect(all(cluster({ scheme: 'https', client }), 'tls_certificates')).toEqual([]);
});

const active: HealthChecks['active'] = {
  type: 'http',
  timeout: 1,
  interval: 5,
  intervalDown: 2,
  method: 'GET',
  path: '/health',
  host: undefined,
  port: undefined,
  headers: [],
  failing: [500, 503],
  successes: 2,
  failures: 5,
};

test('only statuses that count as failures take a node out, and as many as the source waits for', () => {
  const made = cluster({ checks: { active, passive: undefined, sources: [] } });
  expect(all(made, 'expected_statuses')).toEqual([
    [
      { start: 100, end: 500 },
      { start: 501, end: 503 },
      { start: 504, end: 600 },
    ],
  ]);
  expect(all(made, 'unhealthy_threshold')).toEqual([5]);
  expect(made['common_lb_config']).toEqual({ healthy_panic_threshold: { value: 1 } });
});

test('refused connections count only where another node is tried', () => {
  const passive = { failing: [503], failures: 3, tcpFailures: 2 };
  const threshold = (retries: number): unknown[] =>
    all(cluster({ retries, checks: { active, passive, sources: [] } }), 'consecutive_local_origin_failure');
  expect([threshold(0), threshold(1)]).toEqual([[undefined], [2]]);
});

test('a group is in use as long as one of its nodes is up', () => {
  const nodes = [node('10.0.0.1', 1), node('10.0.0.2', 1), node('10.0.0.3')];
  const made = cluster({ nodes, checks: { active, passive: undefined, sources: [] } });
  expect(all(made, 'overprovisioning_factor')).toEqual([200]);
});
