import type { Side } from '../../indicators/indicator.ts';
import { type Json, typed } from '../../proxies/json.ts';
import type { EdgeMigration, Entry } from '../model.ts';
import { clusterName, passageName, unmatchedPhase } from './names.ts';
import type { Open } from './passages.ts';
import { socketAddress } from './socket-address.ts';
import { tlsToGateway } from './tls.ts';

/** Two clusters for each phase and entry, so that the edge counts by phase and side; one for what no phase matches. */
export function clusters(migration: EdgeMigration, open: Open): Json[] {
  return migration.entries.flatMap((entry) => [
    ...migration.phases.flatMap((phase) => [
      cluster(migration, phase.name, 'old', entry, 0),
      cluster(migration, phase.name, 'new', entry, open.get(phase.name) ?? 0),
    ]),
    cluster(migration, unmatchedPhase, 'old', entry, 0),
  ]);
}

const unlimited = { max_connections: 1e6, max_pending_requests: 1e6, max_requests: 1e6, max_retries: 1000 };
const keepCase = {
  header_key_format: {
    stateful_formatter: {
      name: 'preserve_case',
      typed_config: typed('envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig', {}),
    },
  },
};

/** Limits of the edge must never be the tighter ones: sizes and counts are the gateways' business. */
export const http1 = { ...keepCase, enable_trailers: true };

function cluster(migration: EdgeMigration, phase: string, side: Side, entry: Entry, opened: number): Json {
  const name = clusterName(migration.name, phase, side, entry.name);
  const target = entry[side];
  // See passages.ts: the way to the new side leads through a listener that can be taken away.
  const passage = passageName(migration.name, phase, entry.name, opened);
  const address: Json =
    side === 'old' ? socketAddress(target) : { envoy_internal_address: { server_listener_name: passage } };
  return {
    name,
    type: 'STATIC',
    connect_timeout: '5s',
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }],
    },
    circuit_breakers: { thresholds: [{ priority: 'DEFAULT', ...unlimited }] },
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': typed(
        'envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
        {
          // Below the keep-alive time of any gateway, so that no request meets a connection that is just being closed.
          common_http_protocol_options: {
            idle_timeout: '3s',
            max_headers_count: 10_000,
            max_response_headers_kb: 8192,
          },
          // What came as HTTP/2 (gRPC) goes on as HTTP/2, the rest as HTTP/1.1.
          use_downstream_protocol_config: { http_protocol_options: http1, http2_protocol_options: {} },
          ...(target.tls ? { upstream_http_protocol_options: { auto_sni: true } } : {}),
        },
      ),
    },
    ...(target.tls ? { transport_socket: tlsToGateway } : {}),
  };
}
