import { type Data, flag, table, tables, text, unknownFields } from '../data.ts';
import { compileFilters, type Chain, skipped } from '../filters/chain.ts';
import { Headers } from '../headers.ts';
import { type RouteTable, routeTable, type VirtualHost } from '../routing/table.ts';
import type { LuaMachine } from '../lua/machine.ts';
import type { LocalReply, Stream } from '../stream.ts';
import type { Cluster } from '../upstream/clusters.ts';
import { localReplies, type Reply } from './local-reply.ts';
import { opener } from './open.ts';
import { isReply, router, type Sent } from './router.ts';
import { isUpgrade, sanitizer } from './sanitize.ts';

/** What the connection manager makes of a request: an answer of its own, or a request to a node and what becomes of its answer. */
export type Managed =
  | { readonly kind: 'answer'; readonly reply: Reply }
  | { readonly kind: 'sent'; readonly sent: Sent; readonly respond: (received: Received) => Reply };

/** The answer of a node, or the failure to get one. */
export type Received =
  | { readonly status: number; readonly headers: readonly (readonly [string, string])[]; readonly body: string }
  | { readonly failed: Failure };

type Failure = 'connect' | 'reset' | 'timeout' | 'idle';

/** What is the same for all connection managers of a configuration. */
export interface Given {
  readonly refusesFragments: boolean;
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly lua: LuaMachine | undefined;
  /** What Envoy takes for the address of its machine. */
  readonly address: string | undefined;
}

/** What the listener says about its connection managers. */
export interface Around {
  readonly port: number;
  /** Whether it sends requests out (`traffic_direction`). */
  readonly outbound: boolean;
}

export type Manager = (stream: Stream) => Managed;

const known = `
  codec_type stat_prefix route_config http_filters add_user_agent common_http_protocol_options
  http_protocol_options http2_protocol_options server_name server_header_transformation max_request_headers_kb
  stream_idle_timeout request_timeout request_headers_timeout drain_timeout delayed_close_timeout access_log
  access_log_options use_remote_address xff_num_trusted_hops internal_address_config skip_xff_append via
  generate_request_id preserve_external_request_id always_set_request_id_in_response forward_client_cert_details
  set_current_client_cert_details proxy_100_continue upgrade_configs normalize_path merge_slashes
  path_with_escaped_slashes_action local_reply_config strip_matching_host_port strip_any_host_port
  stream_error_on_invalid_http_message strip_trailing_host_dot early_header_mutation_extensions tracing
  scheme_header_transformation append_x_forwarded_port original_ip_detection_extensions
  represent_ipv4_remote_address_as_ipv4_mapped_ipv6 http1_safe_max_connection_duration`
  .trim()
  .split(/\s+/);

/** An `HttpConnectionManager` (http/conn_manager_impl.cc), compiled once. */
export function connectionManager(config: Data, at: string, given: Given & Around): Manager {
  const routes: RouteTable | undefined = tableAt(config, at);
  const chain = compileFilters(config, at, given.lua);
  const open = opener(config, given);
  const sanitize = sanitizer(config, routes?.internalOnly ?? [], given.address);
  const local = localReplies(config);
  const route = router(chain.router, given.clusters);
  const finish = finisher(config);
  const upgrades = new Set(
    tables(config, 'upgrade_configs')
      .filter((one) => flag(one, 'enabled') !== false)
      .map((one) => (text(one, 'upgrade_type') ?? '').toLowerCase()),
  );
  const tellsOperation = given.outbound && table(config, 'tracing') !== undefined;
  const adds = chain.router === undefined || flag(chain.router, 'suppress_envoy_headers') !== true;
  const unknown = unknownFields(config, known).map((name) => `http_connection_manager.${name}`);

  return (stream) => {
    for (const part of unknown) stream.notCovered(part);
    const refused = open(stream);
    if (refused !== undefined && isUpgrade(stream.headers.first('connection'), stream.headers.first('upgrade')))
      stream.notCovered('an upgrade that is refused before it is routed');
    if (refused !== undefined) return { kind: 'answer', reply: reply(stream, chain.chainOf(undefined), refused) };
    sanitize(stream);
    if (routes === undefined) stream.notCovered('route configuration');
    stream.route = routes?.routeOf(stream);
    if (stream.route === undefined && stream.trace !== undefined) noteHost(stream, routes?.hostOf(stream));
    if (tellsOperation) tellOperation(stream);
    const first = chain.chainOf(stream.route);
    const denied = upgradeDenied(stream, upgrades);
    const ended = denied ?? decode(stream, first);
    if (ended !== undefined) return { kind: 'answer', reply: reply(stream, first, ended) };
    const routed = route(stream);
    if (isReply(routed)) return { kind: 'answer', reply: reply(stream, first, routed) };
    return { kind: 'sent', sent: routed, respond: (received) => respond(stream, first, routed, received) };
  };

  function decode(stream: Stream, first: Chain): LocalReply | undefined {
    let current = first;
    const { filters } = current;
    for (let index = 0; index < filters.length; index++) {
      const filter = current.filters[index];
      if (filter?.decode === undefined || first.disabled[index] === true) continue;
      if (skipped(chain.skips[index], stream)) {
        stream.skippedFilters ??= new Set();
        stream.skippedFilters.add(index);
        continue;
      }
      const made = filter.decode(stream);
      if (made !== undefined) {
        stream.note('filter', `${chain.places[index]?.name ?? ''}: answers ${made.status}`, chain.places[index]?.at);
        return made;
      }
      if (!stream.stale) continue;
      stream.stale = false;
      stream.route = routes?.routeOf(stream);
      if (tellsOperation) tellOperation(stream);
      current = chain.chainOf(stream.route);
    }
    return undefined;
  }

  function encode(stream: Stream, first: Chain, response: Headers): void {
    stream.response = response;
    const { filters } = chain.chainOf(stream.route);
    for (let index = filters.length - 1; index >= 0; index--) {
      const filter = filters[index];
      if (filter?.encode === undefined || first.disabled[index] === true) continue;
      if (stream.skippedFilters?.has(index) === true) continue;
      filter.encode(stream, response);
    }
  }

  function reply(stream: Stream, first: Chain, made: LocalReply): Reply {
    const { headers, body } = local(withRoute(stream, made), stream);
    stream.answerBody = body;
    encode(stream, first, headers);
    return finish(stream, { headers, body: stream.answerBody });
  }

  function respond(stream: Stream, first: Chain, sent: Sent, received: Received): Reply {
    if ('failed' in received) return reply(stream, first, failures[received.failed]);
    const headers = new Headers();
    headers.set(':status', String(received.status));
    for (const [name, value] of received.headers) headers.add(name.toLowerCase(), value);
    stream.details = 'via_upstream';
    stream.code = received.status;
    stream.response = headers;
    if (adds) headers.set('x-envoy-upstream-service-time', '0');
    sent.chosen.response?.(headers, stream);
    for (const mutate of sent.route.responseMutations) mutate(headers, stream);
    stream.answerBody = received.body;
    encode(stream, first, headers);
    return finish(stream, { headers, body: stream.answerBody });
  }
}

/** Where no route was found, for the trace. */
function noteHost(stream: Stream, host: VirtualHost | undefined): void {
  stream.note('host', host === undefined ? 'none is for this name' : 'no route of it matches', host?.at);
}

/** A gateway that traces tells the node what the route is called. */
function tellOperation({ headers, route }: Stream): void {
  if (route?.operation !== undefined) headers.set('x-envoy-decorator-operation', route.operation);
}

/** A route that forwards puts its headers into whatever is answered in its place. */
function withRoute(stream: Stream, made: LocalReply): LocalReply {
  const { route } = stream;
  if (route?.action.kind !== 'forward' || route.responseMutations.length === 0) return made;
  return {
    ...made,
    headers(response) {
      for (const mutate of route.responseMutations) mutate(response, stream);
      made.headers?.(response);
    },
  };
}

const failures: Readonly<Record<Failure, LocalReply>> = {
  connect: {
    status: 503,
    body: 'upstream connect error or disconnect/reset before headers. reset reason: remote connection failure',
    details: 'upstream_reset_before_response_started{remote_connection_failure}',
    flags: ['UF'],
  },
  reset: {
    status: 503,
    body: 'upstream connect error or disconnect/reset before headers. reset reason: connection termination',
    details: 'upstream_reset_before_response_started{connection_termination}',
    flags: ['UC'],
  },
  timeout: { status: 504, body: 'upstream request timeout', details: 'upstream_response_timeout', flags: ['UT'] },
  idle: { status: 504, body: 'stream timeout', details: 'stream_idle_timeout', flags: ['SI'] },
};

function tableAt(config: Data, at: string): RouteTable | undefined {
  const routes = table(config, 'route_config');
  return routes === undefined ? undefined : routeTable(routes, `${at}/route_config`);
}

/** An upgrade on a route that neither itself nor the connection manager allows is forbidden. */
function upgradeDenied(stream: Stream, allowed: ReadonlySet<string>): LocalReply | undefined {
  const { headers, route } = stream;
  const upgrade = headers.first('upgrade');
  if (upgrade === undefined || !isUpgrade(headers.first('connection'), upgrade)) return undefined;
  const type = upgrade.toLowerCase();
  if (route?.action.kind !== 'forward') {
    if (!allowed.has(type)) stream.notCovered('an upgrade on a route that does not forward');
    return undefined;
  }
  if (route.action.forward.upgrades.get(type) ?? allowed.has(type)) return undefined;
  return { status: 403, body: '', details: 'upgrade_failed' };
}

/** What the connection manager does to every answer last (`mutateResponseHeaders`). */
function finisher(config: Data): (stream: Stream, reply: Reply) => Reply {
  const name = text(config, 'server_name') ?? 'envoy';
  const transformation = text(config, 'server_header_transformation') ?? 'OVERWRITE';
  const returnsId = flag(config, 'always_set_request_id_in_response') === true;
  const via = text(config, 'via') ?? '';
  const head = (stream: Stream): boolean => stream.headers.first(':method') === 'HEAD';
  return (stream, { headers, body }) => {
    for (const one of ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding']) {
      if (headers.first(':status') !== '101') headers.remove(one);
    }
    if (transformation === 'OVERWRITE' || (transformation === 'APPEND_IF_ABSENT' && !headers.has('server')))
      headers.set('server', name);
    if (returnsId) headers.set('x-request-id', stream.headers.first('x-request-id') ?? '');
    if (via !== '') headers.set('via', headers.has('via') ? `${headers.first('via')}, ${via}` : via);
    return { headers, body: head(stream) ? '' : body };
  };
}
