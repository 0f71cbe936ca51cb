/** Upstreams as Envoy clusters. */
import { isIP } from 'node:net';
import type { Upstream, UpstreamNode } from '../../model/upstream.ts';
import { headerOption, type JsonObject, seconds, typed } from './config.ts';
import type { Notes } from './notes.ts';
import { defaultConnectTimeout } from './cluster/connect-timeout.ts';
import { failures, fitting, health, noPanic, panic } from './cluster/health.ts';
import { fits, nodeMetadata, passesName, secure, transport } from './cluster/tls.ts';

const protocolOptions = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/** Carries what the client sent in a header to the cluster. */
export const sentHeader = (name: string): string => `x-banyan-sent-${name.toLowerCase()}`;

/** The cluster of one upstream; its sources are marked, what differs is said, unless that was done before. */
export function clusterOf(
  upstream: Upstream,
  pointer: string,
  notes: Notes | undefined,
  connectTimeout?: number,
  chosen = false,
): JsonObject {
  if (notes !== undefined) remarks(upstream, pointer, notes, chosen);
  const nodes = usable(upstream.nodes);
  const named = nodes.some(({ host }) => isIP(host.replace(/^\[|\]$/g, '')) === 0);
  return {
    name: upstream.name,
    type: named ? 'STRICT_DNS' : 'STATIC',
    connect_timeout: seconds(connectTimeout ?? upstream.timeouts?.connect ?? defaultConnectTimeout),
    ...balance(upstream),
    ...common(upstream),
    ...(nodes.length === 0 ? {} : { load_assignment: assignment(upstream, nodes) }),
    circuit_breakers: upstream.most === undefined ? undefined : { thresholds: [{ max_requests: upstream.most }] },
    ...health(upstream),
    typed_extension_protocol_options: { [protocolOptions]: protocols(upstream) },
    ...transport(upstream, nodes),
    ...(named ? { dns_lookup_family: 'ALL' } : {}),
  };
}

/** Weight 0 takes part only where nothing else does, as in APISIX (observed: node-priority-004). */
export function usable(nodes: readonly UpstreamNode[]): readonly UpstreamNode[] {
  return nodes.filter(
    (node) => node.weight > 0 || nodes.every((other) => other.priority !== node.priority || other.weight === 0),
  );
}

type Groups = readonly (readonly UpstreamNode[])[];

/** Thousands of routes ask for the groups of one upstream. */
const grouped = new WeakMap<Upstream, Groups>();

/** Groups of nodes, the highest priority first. */
export function priorities(upstream: Upstream): Groups {
  const known = grouped.get(upstream) ?? groupsOf(upstream);
  grouped.set(upstream, known);
  return known;
}

function groupsOf(upstream: Upstream): Groups {
  const nodes = usable(upstream.nodes);
  const levels = [...new Set(nodes.map(({ priority }) => priority))].sort((a, b) => b - a);
  return levels.map((level) => nodes.filter(({ priority }) => priority === level));
}

function assignment(upstream: Upstream, nodes: readonly UpstreamNode[]): JsonObject {
  const groups = priorities(upstream);
  const largest = Math.max(...groups.map((group) => group.length));
  return {
    cluster_name: upstream.name,
    endpoints: groups.map((group, level) => ({
      priority: level === 0 ? undefined : level,
      lb_endpoints: group.map((node) => ({
        endpoint: {
          address: { socket_address: { address: node.host.replace(/^\[|\]$/g, ''), port_value: node.port } },
          hostname: upstream.host.kind === 'node' ? hostName(upstream, node) : undefined,
          ...probe(upstream, node),
        },
        ...nodeMetadata(upstream, nodes, node),
        load_balancing_weight: Math.max(1, node.weight),
      })),
    })),
    // One node that is up keeps its group in use.
    policy: groups.length > 1 && upstream.checks ? { overprovisioning_factor: 100 * largest } : undefined,
  };
}

/** Where and under which name a node is asked for its health. */
function probe(upstream: Upstream, node: UpstreamNode): JsonObject {
  const active = fitting(upstream)?.active;
  if (active === undefined) return {};
  const hostname = upstream.host.kind === 'rewrite' ? upstream.host.host : node.host;
  return { health_check_config: { port_value: active.port, hostname } };
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

function common(upstream: Upstream): JsonObject {
  if (upstream.breaker !== undefined) return { common_lb_config: noPanic };
  return fitting(upstream) === undefined ? {} : { common_lb_config: panic };
}

/** HTTP/1.1 to everything but gRPC; header names keep the case in which they came. */
function protocols(upstream: Upstream): JsonObject {
  const grpc = upstream.scheme === 'grpc' || upstream.scheme === 'grpcs';
  const { keepAlive } = upstream;
  return typed(protocolOptions, {
    upstream_http_protocol_options: passesName(upstream) ? { auto_sni: true } : undefined,
    common_http_protocol_options: keepAlive && {
      idle_timeout: keepAlive.idle > 0 ? seconds(keepAlive.idle) : undefined,
      max_requests_per_connection: keepAlive.requests,
    },
    outlier_detection: failures(upstream),
    http_filters: grpc ? grpcFilters : upstream.quiet ? quietFilters : undefined,
    explicit_http_config: grpc
      ? { http2_protocol_options: {} }
      : { http_protocol_options: { header_key_format: keepCase } },
  });
}

const codec: JsonObject = {
  name: 'envoy.filters.http.upstream_codec',
  typed_config: typed('envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec'),
};

/** Takes off what Envoy says about calls of its own. */
const quietFilters: readonly JsonObject[] = [
  {
    name: 'envoy.filters.http.header_mutation',
    typed_config: typed('envoy.extensions.filters.http.header_mutation.v3.HeaderMutation', {
      mutations: {
        request_mutations: ['x-envoy-internal', 'x-envoy-expected-rq-timeout-ms'].map((remove) => ({ remove })),
      },
    }),
  },
  codec,
];

/**
 * The source says nothing about the client's address to gRPC upstreams; what the client itself sent in these headers goes
 * on (observed: grpc-upstream vectors). Headers of the listener are set after those of the route, so this comes last.
 */
const grpcFilters: readonly JsonObject[] = [
  {
    name: 'envoy.filters.http.header_mutation',
    typed_config: typed('envoy.extensions.filters.http.header_mutation.v3.HeaderMutation', {
      mutations: {
        request_mutations: ['X-Real-IP', 'X-Forwarded-For'].flatMap((name) => [
          { remove: name },
          { append: { ...headerOption(name, `%REQ(${sentHeader(name)})%`), keep_empty_value: undefined } },
          { remove: sentHeader(name) },
        ]),
      },
    }),
  },
  codec,
];

export const keepCase: JsonObject = {
  stateful_formatter: {
    name: 'preserve_case',
    typed_config: typed('envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig'),
  },
};

/** What is said of an upstream, whatever its words; `chosen`: its nodes are chosen as the source does it. */
export function remarks(upstream: Upstream, pointer: string, notes: Notes, chosen = false): void {
  const [source] = upstream.sources;
  const params = { upstream: upstream.name };
  notes.mark(upstream.sources, 'exact', pointer);
  for (const node of upstream.nodes) notes.mark(node.sources, 'exact', `${pointer}/load_assignment`);
  notes.mark(upstream.host.sources, 'exact', pointer);
  if (upstream.balance.kind === 'round-robin' || chosen)
    notes.mark(upstream.balance.sources, 'exact', `${pointer}/lb_policy`);
  else {
    notes.mark(upstream.balance.sources, 'approximated', `${pointer}/lb_policy`, 'ENV050');
    notes.say({ code: 'ENV050', params: { ...params, policy: upstream.balance.kind }, source, pointer });
  }
  if (upstream.client !== undefined) {
    const fit = fits(upstream.client);
    notes.mark(
      upstream.client.sources,
      fit ? 'exact' : 'unsupported',
      `${pointer}/transport_socket`,
      fit ? undefined : 'ENV053',
    );
    if (!fit)
      notes.say({ code: 'ENV053', params: { ...params, part: 'tls' }, source: upstream.client.sources[0], pointer });
  }
  if (upstream.checks !== undefined) {
    const code = fitting(upstream) === undefined ? 'ENV053' : 'ENV121';
    const [where] = upstream.checks.sources;
    notes.mark(
      upstream.checks.sources,
      code === 'ENV053' ? 'unsupported' : 'approximated',
      `${pointer}/health_checks`,
      code,
    );
    if (code === 'ENV121') notes.say({ code, params, source: where, pointer });
    else notes.say({ code, params: { ...params, part: 'checks' }, source: where, pointer });
  }
  if (upstream.keepAlive !== undefined) notes.mark(upstream.keepAlive.sources, 'approximated', pointer, 'ENV122');
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
