/** Upstreams as Envoy clusters. */
import { isIP } from 'node:net';
import type { Upstream, UpstreamNode } from '../../model/upstream.ts';
import { type JsonObject, seconds, typed } from './config.ts';
import type { Notes } from './notes.ts';

const protocolOptions = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/** nginx waits 60 s for a connection where nothing else is said. */
const defaultConnectTimeout = 60;

/** The cluster of one upstream; its sources are marked, what differs is said. */
export function clusterOf(upstream: Upstream, pointer: string, notes: Notes, connectTimeout?: number): JsonObject {
  remarks(upstream, pointer, notes);
  const nodes = usable(upstream.nodes);
  const named = nodes.some(({ host }) => isIP(host) === 0);
  return {
    name: upstream.name,
    type: named ? 'STRICT_DNS' : 'STATIC',
    connect_timeout: seconds(connectTimeout ?? upstream.timeouts?.connect ?? defaultConnectTimeout),
    ...balance(upstream),
    ...(nodes.length === 0 ? {} : { load_assignment: assignment(upstream, nodes) }),
    typed_extension_protocol_options: { [protocolOptions]: protocols(upstream) },
    ...(secure(upstream) ? { transport_socket: unverified } : {}),
    ...(named ? { dns_lookup_family: 'ALL' } : {}),
  };
}

const secure = ({ scheme }: Upstream): boolean => scheme === 'https' || scheme === 'grpcs';

/** Weight 0 takes part only where nothing else does, as in APISIX (observed: node-priority-004). */
function usable(nodes: readonly UpstreamNode[]): readonly UpstreamNode[] {
  return nodes.filter(
    (node) => node.weight > 0 || nodes.every((other) => other.priority !== node.priority || other.weight === 0),
  );
}

function assignment(upstream: Upstream, nodes: readonly UpstreamNode[]): JsonObject {
  const priorities = [...new Set(nodes.map(({ priority }) => priority))].sort((a, b) => b - a);
  return {
    cluster_name: upstream.name,
    endpoints: priorities.map((priority, level) => ({
      priority: level === 0 ? undefined : level,
      lb_endpoints: nodes
        .filter((node) => node.priority === priority)
        .map((node) => ({
          endpoint: {
            address: { socket_address: { address: node.host.replace(/^\[|\]$/g, ''), port_value: node.port } },
            hostname: upstream.host.kind === 'node' ? hostName(upstream, node) : undefined,
          },
          load_balancing_weight: Math.max(1, node.weight),
        })),
    })),
  };
}

/** What a node is called in the Host header: with its port, unless that is the scheme's own or never said. */
export function hostName({ scheme, host }: Upstream, node: UpstreamNode): string {
  if (host.kind === 'node' && host.bare === true) return node.host;
  const standard = scheme === 'https' || scheme === 'grpcs' ? 443 : 80;
  return node.port === standard ? node.host : `${node.host}:${node.port}`;
}

function balance({ balance: { kind } }: Upstream): JsonObject {
  if (kind === 'round-robin') return { lb_policy: 'ROUND_ROBIN' };
  return { lb_policy: kind === 'hash' ? 'RING_HASH' : 'LEAST_REQUEST' };
}

/** HTTP/1.1 to everything but gRPC; header names keep the case in which they came. */
function protocols(upstream: Upstream): JsonObject {
  const grpc = upstream.scheme === 'grpc' || upstream.scheme === 'grpcs';
  return typed(protocolOptions, {
    upstream_http_protocol_options: secure(upstream) ? { auto_sni: true } : undefined,
    explicit_http_config: grpc
      ? { http2_protocol_options: {} }
      : { http_protocol_options: { header_key_format: keepCase } },
  });
}

export const keepCase: JsonObject = {
  stateful_formatter: {
    name: 'preserve_case',
    typed_config: typed('envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig'),
  },
};

/** TLS without verification, as APISIX speaks it to its upstreams. */
const unverified: JsonObject = {
  name: 'envoy.transport_sockets.tls',
  typed_config: typed('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext'),
};

function remarks(upstream: Upstream, pointer: string, notes: Notes): void {
  const [source] = upstream.sources;
  const params = { upstream: upstream.name };
  notes.mark(upstream.sources, 'exact', pointer);
  for (const node of upstream.nodes) notes.mark(node.sources, 'exact', `${pointer}/load_assignment`);
  notes.mark(upstream.host.sources, 'exact', pointer);
  if (upstream.balance.kind === 'round-robin') notes.mark(upstream.balance.sources, 'exact', `${pointer}/lb_policy`);
  else {
    notes.mark(upstream.balance.sources, 'approximated', `${pointer}/lb_policy`, 'ENV050');
    notes.say({ code: 'ENV050', params: { ...params, policy: upstream.balance.kind }, source, pointer });
  }
  if (upstream.timeouts !== undefined) {
    notes.mark(upstream.timeouts.sources, 'approximated', pointer, 'ENV051');
    notes.say({ code: 'ENV051', params, source: upstream.timeouts.sources[0] ?? source, pointer });
  }
  for (const part of upstream.unmapped) {
    notes.mark([part.source], 'unsupported', pointer, 'ENV053');
    notes.say({ code: 'ENV053', params: { ...params, part: part.name }, source: part.source, pointer });
  }
  if (secure(upstream)) notes.say({ code: 'ENV054', params, source, pointer });
}
