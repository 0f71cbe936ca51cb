/** Listeners: one Envoy listener for all plain addresses, so that the routes stand in the file once. */
import type { Listener, Model } from '../../model/model.ts';
import type { WriterOptions } from '../writer.ts';
import { keepCase } from './cluster.ts';
import { passesName } from './cluster/tls.ts';
import { headerOption, type JsonObject, seconds, typed } from './config.ts';
import {
  addressFilter,
  earlyMutations,
  forwardedHeaders,
  portFilter,
  presetHeaders,
  removedHeaders,
} from './forwarding.ts';
import {
  answerFilter,
  answers as answersByLua,
  canonicalPath,
  earlyFilter,
  methodFilter,
  methods,
  pathHeaders,
  restoredPath,
  restoreFilter,
  variables,
} from './lua/path.ts';
import { sourceCodes } from './lua/shared.ts';
import { spokenMutations, spokenReplies } from './limits/words.ts';
import { isScript, scriptFilters } from './lua/script.ts';
import { compressing } from './policies/compress.ts';
import { accessLogs } from './policies/write-log.ts';
import type { Notes } from './notes.ts';
import { switchable, switchHeader } from './switches.ts';
import type { Needs } from './policies/variant.ts';
import { overflowing, replies } from './replies.ts';
import { requestFilter, responseFilter } from './route-filters.ts';
import { defaultIdle, retryReasons } from './routes.ts';

interface Address {
  readonly address: string;
  readonly port: number;
}

/** Where to listen without TLS; remarks on what had to be assumed. */
export function addressesOf(model: Model, options: WriterOptions, notes: Notes): readonly Address[] {
  const plain = model.listeners.filter(({ tls }) => !tls);
  for (const { sources } of plain) notes.mark(sources, 'exact', '/static_resources/listeners/0');
  if (options.listen !== undefined) return [options.listen];
  for (const { assumed, address, port, sources } of plain)
    if (assumed) notes.say({ code: 'ENV061', params: { address, port }, source: sources[0] });
  return plain;
}

/** Where to listen with TLS: nowhere without certificates, or when another address was asked for. */
export function tlsAddressesOf(
  model: Model,
  options: WriterOptions,
  usable: boolean,
  notes: Notes,
): readonly Listener[] {
  const secure = model.listeners.filter(({ tls }) => tls);
  const left = !usable || options.listen !== undefined;
  for (const { sources, address, port } of secure) {
    notes.mark(sources, left ? 'unsupported' : 'exact', '', left ? 'ENV060' : undefined);
    if (left) notes.say({ code: 'ENV060', params: { address, port }, source: sources[0] });
  }
  return left ? [] : secure;
}

const socket = ({ address, port }: Address): JsonObject => ({
  socket_address: { address, port_value: port },
});

/** The addresses of one listener; undefined when there is nowhere to listen. */
export function sockets(
  addresses: readonly Address[],
): { readonly address: JsonObject; readonly additional_addresses: readonly JsonObject[] | undefined } | undefined {
  const [first, ...others] = addresses;
  if (first === undefined) return undefined;
  return {
    address: socket(first),
    additional_addresses: others.length === 0 ? undefined : others.map((one) => ({ address: socket(one) })),
  };
}

/** undefined when there is nowhere to listen. */
export function listenerOf(addresses: readonly Address[], http: JsonObject): JsonObject | undefined {
  const where = sockets(addresses);
  return (
    where && {
      name: 'http',
      ...where,
      filter_chains: [{ filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: http }] }],
    }
  );
}

/** The HTTP connection manager of all listeners. */
export function manager(model: Model, hosts: readonly JsonObject[], needs: Needs): JsonObject {
  const removedEarly = new Set([...needs.removedEarly, ...(switched(needs).length > 0 ? [switchHeader] : [])]);
  return typed('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', {
    stat_prefix: 'http',
    codec_type: 'AUTO',
    use_remote_address: true,
    skip_xff_append: true,
    generate_request_id: false,
    server_header_transformation: 'PASS_THROUGH',
    normalize_path: model.path.resolveDots && !needs.lua,
    merge_slashes: model.path.mergeSlashes && !needs.lua,
    path_with_escaped_slashes_action: model.path.decode && !needs.lua ? 'UNESCAPE_AND_FORWARD' : 'KEEP_UNCHANGED',
    stream_idle_timeout: seconds(defaultIdle),
    // Requests that ask to close are answered and closed at once, as nginx does.
    delayed_close_timeout: '0s',
    http_protocol_options: {
      accept_http_10: true,
      // nginx's own name for a host that was not told.
      default_host_for_http_10: '_',
      header_key_format: keepCase,
      // nginx drops Upgrade where the route does not allow it; Envoy would refuse the request.
      ignore_http_11_upgrade: needs.upgrades ? undefined : [{ safe_regex: { regex: '.*' } }],
    },
    // Else Envoy refuses an upgrade before a route that answers by itself can do so.
    upgrade_configs: needs.upgrades ? [{ upgrade_type: 'websocket' }] : undefined,
    early_header_mutation_extensions: [
      {
        name: 'envoy.http.early_header_mutation.header_mutation',
        typed_config: typed('envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation', {
          mutations: earlyMutations(needs.internalHeaders, removedEarly, model.forwarding),
        }),
      },
    ],
    access_log: accessLogs(needs),
    local_reply_config: {
      mappers: [
        ...(needs.spoken ? spokenReplies(needs.spoken) : []),
        ...overflows(needs),
        ...needs.breaks.values(),
        ...replies,
      ],
    },
    route_config: {
      name: 'routes',
      ignore_port_in_host_matching: true,
      virtual_hosts: hosts,
      request_headers_to_add: [...forwardedHeaders(model.forwarding), retryReasons],
      request_headers_to_remove: [...removedHeaders, ...removedEarly, ...(needs.lua ? pathHeaders : [])],
    },
    http_filters: httpFilters(model, needs),
  });
}

const overflows = ({ overflows: all }: Needs): readonly JsonObject[] =>
  [...all].map(([words, { status, message }]) => overflowing(words, status, message));

const mutation = 'envoy.extensions.filters.http.header_mutation.v3.HeaderMutation';

function httpFilters(model: Model, needs: Needs): readonly JsonObject[] {
  const jwt = [...needs.filters].filter(([name]) => !name.includes('/'));
  const codes = (filter: string): JsonObject | undefined => sourceCodes(filter, needs.scripts);
  return [
    ...(needs.lua ? [canonicalPath(model.path)] : []),
    ...scriptFilters(needs, ['client-address', 'validate-body', 'jwt']),
    ...jwt.map(([name, config]) => ({
      name,
      typed_config: typed('envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication', config),
    })),
    ...scriptFilters(needs, ['signature', 'csrf']),
    // They keep to the route that they meet first, so they stand behind all that choose another one.
    ...compressing(needs),
    ...(needs.lua ? [variables(codes(earlyFilter)), answersByLua(codes(answerFilter))] : []),
    {
      name: responseFilter,
      typed_config: typed(mutation, { mutations: { response_mutations: answers(model, needs) } }),
    },
    ...scriptFilters(needs, ['compress', 'ask-server', 'ask-policy']),
    ...switchable(switched(needs), needs.parts),
    ...scriptFilters(needs, ['hide-credentials', 'choose-node', 'mirror']),
    ...(needs.lua ? [restoredPath(codes(restoreFilter)), methods(codes(methodFilter))] : []),
    addressFilter([...model.upstreams.values(), ...needs.upstreams].some(passesName)),
    ...(model.forwarding.forwardedPort ? [portFilter] : []),
    {
      name: requestFilter,
      typed_config: typed(mutation, {
        mutations: { request_mutations: presetHeaders(model.forwarding, needs.internalHeaders) },
      }),
    },
    {
      name: 'envoy.filters.http.router',
      typed_config: typed('envoy.extensions.filters.http.router.v3.Router', { suppress_envoy_headers: true }),
    },
  ];
}

/** What shapes or refuses a request by itself comes before what counts it. */
const switched = ({ filters, limits }: Needs): readonly (readonly [string, JsonObject])[] => [
  ...[...filters].filter(([name]) => name.includes('/') && !isScript(name)),
  ...limits.filters(),
];

function answers(model: Model, needs: Needs): readonly JsonObject[] | undefined {
  const list = [
    ...charset(model),
    ...upstreamStatus(model, needs.overflows.size > 0),
    ...(needs.spoken ? spokenMutations(needs.spoken) : []),
  ];
  return list.length === 0 ? undefined : list;
}

/** nginx completes the content type of texts with its charset. */
function charset({ charset: added }: Model): readonly JsonObject[] {
  if (added === undefined) return [];
  const types = added.types.map((type) => `'${type}'`).join(', ');
  // Not for redirects (ngx_http_charset_header_filter).
  const bare = `response.headers['content-type'] in [${types}] && !(response.headers[':status'] in ['301', '302'])`;
  const value = `%CEL(${bare} ? response.headers['content-type'] : '')%%CEL(${bare} ? '; charset=${added.name}' : '')%`;
  return [{ append: { ...headerOption('content-type', value, 'OVERWRITE_IF_EXISTS'), keep_empty_value: undefined } }];
}

/** The statuses of all attempts when the last is 5xx; those before it could not connect. An empty text adds no header. */
function upstreamStatus({ upstreamStatus: name, upstreams }: Model, overflows: boolean): readonly JsonObject[] {
  if (name === undefined) return [];
  const retries = Math.min(mostListed, Math.max(0, ...[...upstreams.values()].map((one) => one.retries)));
  const tried = overflows ? " && !response.code_details.contains('overflow')" : '';
  const failed =
    "response.headers[':status'].startsWith('5') && (response.code_details.startsWith('via_upstream') || response.code_details.startsWith('upstream_') || response.code_details == 'stream_idle_timeout')" +
    tried;
  const before = Array.from(
    { length: retries },
    (_, index) => `%CEL(${failed} && upstream.request_attempt_count > ${index + 1} ? '502, ' : '')%`,
  );
  const value = `${before.join('')}%CEL(${failed} ? response.headers[':status'] : '')%`;
  return [{ append: { ...headerOption(name, value), keep_empty_value: undefined } }];
}

/** Attempts beyond this are not listed. */
const mostListed = 5;
