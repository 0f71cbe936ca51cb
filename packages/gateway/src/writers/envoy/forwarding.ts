/**
 * What the gateway knows of the client, and the headers it adds on its own account (APISIX's nginx.conf: X-Real-IP,
 * X-Forwarded-*; observed: header-forwarding vectors). They come after all header edits of a route, as in nginx.
 */
import type { Forwarding } from '../../model/model.ts';
import { headerOption, type JsonObject, typed } from './config.ts';
import { withinRanges } from './language/addresses.ts';
import { connectionHeader, internal } from './match/carrier.ts';

/** Name of the filter state object that keeps the client's address when its internal header is gone. */
export const clientAddressKey = 'banyan.client';

const hopHeader = 'x-banyan-proxy-connection';

/** Header mutations before a route is chosen: internal headers are set, whatever the client sent under their names. */
export function earlyMutations(
  needed: ReadonlySet<string>,
  removed: ReadonlySet<string>,
  forwarding: Forwarding,
): readonly JsonObject[] {
  const set = (key: string, value: string): JsonObject => ({ append: headerOption(key, value) });
  const { clientAddress, clientPort, peer, port, httpVersion, sni, referer } = internal;
  const list: JsonObject[] = [...removed].map((remove) => ({ remove }));
  list.push(set(clientAddress, '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%'));
  if (needed.has(peer)) list.push(set(peer, '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%'));
  if (needed.has(clientPort)) list.push(set(clientPort, '%DOWNSTREAM_REMOTE_PORT%'), ...forgotten(forwarding));
  list.push(...believed(forwarding));
  if (needed.has(port)) list.push(set(port, '%DOWNSTREAM_LOCAL_PORT%'));
  if (needed.has(httpVersion)) list.push(set(httpVersion, '%PROTOCOL%'));
  // Envoy drops it before any filter sees it, nginx passes it on.
  list.push({ remove: hopHeader }, kept(hopHeader, '%REQ(proxy-connection)%'));
  if (needed.has(referer)) list.push({ remove: referer }, kept(referer, '%REQ(referer)%'));
  if (needed.has(connectionHeader)) list.push(kept(connectionHeader, '%REQ(connection)%'));
  if (needed.has(sni)) list.push(set(sni, '%REQUESTED_SERVER_NAME%'));
  return list;
}

/** An absent value leaves the header away. */
const kept = (key: string, value: string): JsonObject => ({
  append: { ...headerOption(key, value), keep_empty_value: undefined },
});

/** In CEL: that the peer is believed and names an address. */
function believes({ believes: rule }: Forwarding): { readonly name: string; readonly test: string } | undefined {
  const ranges = rule === undefined ? undefined : withinRanges(rule.from);
  if (rule === undefined || ranges === undefined) return undefined;
  const name = rule.header.toLowerCase();
  const sent = `'${name}' in request.headers && request.headers['${name}'].matches('^[0-9a-fA-F.:]+$')`;
  return { name, test: `${sent} && ${own}.matches('^(?:${ranges.replaceAll('\\', '\\\\')})$')` };
}

const own = `request.headers['${internal.clientAddress}']`;

/** The address in a header of a peer that is believed (nginx, real_ip_header and set_real_ip_from). */
function believed(forwarding: Forwarding): readonly JsonObject[] {
  const found = believes(forwarding);
  if (found === undefined) return [];
  const { name, test } = found;
  return [{ append: headerOption(internal.clientAddress, `%CEL(${test} ? request.headers['${name}'] : ${own})%`) }];
}

/** An address that was only named has no port. */
function forgotten(forwarding: Forwarding): readonly JsonObject[] {
  const found = believes(forwarding);
  if (found === undefined) return [];
  const port = `request.headers['${internal.clientPort}']`;
  return [{ append: headerOption(internal.clientPort, `%CEL(${found.test} ? '' : ${port})%`) }];
}

function remembered(object_key: string, inline_string: string): JsonObject {
  return { object_key, factory_key: 'envoy.string', format_string: { text_format_source: { inline_string } } };
}

/** Member of a route's metadata: its upstream is told the client's Host as server name. */
export const named = 'named';

/**
 * Connections that were made under one name serve this name alone. Envoy compares server names without regard to case,
 * so that an upstream would see the spelling of another request; the Host as it was sent keeps them apart.
 */
const ownConnections: JsonObject = {
  object_key: 'banyan.host',
  factory_key: 'envoy.hashable_string',
  format_string: {
    text_format_source: {
      inline_string: `%CEL(xds.route_metadata.filter_metadata['banyan']['${named}'] == true ? request.host : '')%`,
    },
  },
  skip_if_empty: true,
  shared_with_upstream: 'ONCE',
};

/** Keeps the address for the headers below. `names`: whether some upstreams are told the client's Host. */
export const addressFilter = (names: boolean): JsonObject => ({
  name: 'envoy.filters.http.set_filter_state',
  typed_config: typed('envoy.extensions.filters.http.set_filter_state.v3.Config', {
    on_request_headers: [
      remembered(clientAddressKey, `%REQ(${internal.clientAddress})%`),
      ...(names ? [ownConnections] : []),
    ],
  }),
});

const hostPort = '%DYNAMIC_METADATA(banyan:port)%';

/** Keeps the port of the Host header, where it names one: upstreams are told it in place of the listener's own. */
export const portFilter: JsonObject = {
  name: 'envoy.filters.http.header_to_metadata',
  typed_config: typed('envoy.extensions.filters.http.header_to_metadata.v3.Config', {
    request_rules: [
      {
        header: ':authority',
        on_header_present: {
          metadata_namespace: 'banyan',
          key: 'port',
          regex_value_rewrite: { pattern: { regex: '^.*:([0-9]+)$|^.*$' }, substitution: '\\1' },
        },
      },
    ],
  }),
};

/**
 * Envoy itself overwrites X-Forwarded-Proto with the scheme of the connection (`use_remote_address`).
 * Set before the edits of a route, which may overwrite them (observed: proxy-rewrite-headers vectors).
 */
export function presetHeaders(forwarding: Forwarding, needed: ReadonlySet<string>): readonly JsonObject[] {
  const set = (key: string, value: string): JsonObject => ({ append: headerOption(key, value) });
  return [
    ...['forwarded', 'te', 'expect'].map((remove) => ({ remove })),
    // Names that nginx calls invalid (ignore_invalid_headers, underscores_in_headers).
    { remove_on_match: { key_matcher: { safe_regex: { regex: '[^:].*[^A-Za-z0-9_-].*|.*[^A-Za-z0-9_:-].*' } } } },
    kept('proxy-connection', `%REQ(${hopHeader})%`),
    { remove: hopHeader },
    ...(needed.has(internal.referer) ? [kept('referer', `%REQ(${internal.referer})%`)] : []),
    ...(forwarding.forwardedProto ? [set('X-Forwarded-Proto', '%REQ(X-FORWARDED-PROTO)%')] : []),
    ...(forwarding.forwardedHost ? [set('X-Forwarded-Host', '%REQ(:AUTHORITY)%')] : []),
    ...(forwarding.forwardedPort
      ? [set('X-Forwarded-Port', '%DOWNSTREAM_LOCAL_PORT%'), kept('X-Forwarded-Port', hostPort)]
      : []),
  ];
}

/** Set behind the edits of a route. */
export function forwardedHeaders(forwarding: Forwarding): readonly JsonObject[] {
  const address = `%FILTER_STATE(${clientAddressKey}:PLAIN)%`;
  // Envoy's CEL does not join texts, so the parts stand side by side.
  const sent = "'x-forwarded-for' in request.headers";
  const before = `%CEL(${sent} ? request.headers['x-forwarded-for'] : '')%%CEL(${sent} ? ', ' : '')%`;
  return [
    ...(forwarding.realIp ? [headerOption('X-Real-IP', address)] : []),
    ...(forwarding.forwardedFor === 'none'
      ? []
      : [headerOption('X-Forwarded-For', forwarding.forwardedFor === 'append' ? before + address : address)]),
  ];
}

/** Added by Envoy or by this configuration, and unknown to APISIX's upstreams. */
export const removedHeaders: readonly string[] = [
  ...Object.values(internal),
  'x-envoy-external-address',
  'x-envoy-internal',
  'x-envoy-expected-rq-timeout-ms',
];
