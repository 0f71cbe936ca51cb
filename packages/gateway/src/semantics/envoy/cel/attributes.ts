import type { Headers } from '../headers.ts';
import { pathOf, queryText } from '../routing/target.ts';
import type { Stream } from '../stream.ts';
import { fromData, type Lookup, type Value, wrong } from './value.ts';

type Read = (stream: Stream) => Value | undefined;

/** Envoy's attributes ("Attributes" in its documentation), by their path. A missing one is an error. */
export function attribute(root: string, name: string): Read | undefined {
  return attributes[root]?.[name];
}

export const isRoot = (name: string): boolean => attributes[name] !== undefined;

const header =
  (name: string): Read =>
  ({ headers }) =>
    headers.get(name);

const size = (headers: Headers): number =>
  headers.names.reduce((sum, name, at) => sum + name.length + (headers.values[at]?.length ?? 0), 0);

/** Numbers of `response.flags` are not modelled: only their names are. */
const attributes: Readonly<Record<string, Readonly<Record<string, Read>>>> = {
  request: {
    path: header(':path'),
    url_path: ({ headers }) => pathOf(headers.first(':path') ?? ''),
    query: ({ headers }) => queryText(headers.first(':path') ?? ''),
    host: header(':authority'),
    method: header(':method'),
    scheme: header(':scheme'),
    referer: header('referer'),
    useragent: header('user-agent'),
    id: header('x-request-id'),
    protocol: ({ request }) => `HTTP/${request.http_version ?? '1.1'}`,
    headers: ({ headers }) => lookup(headers),
    size: ({ request }) => Buffer.byteLength(request.body ?? ''),
    total_size: ({ request, headers }) => Buffer.byteLength(request.body ?? '') + size(headers),
  },
  response: {
    code: ({ code }) => code,
    code_details: ({ details }) => (details === '' ? undefined : details),
    headers: ({ response }) => (response === undefined ? wrong : lookup(response)),
  },
  source: {
    address: ({ remote, peerPort }) => `${remote}:${peerPort}`,
    port: ({ peerPort }) => peerPort,
  },
  destination: {
    address: ({ localAddress, localPort }) => `${localAddress}:${localPort}`,
    port: ({ localPort }) => localPort,
  },
  connection: {
    requested_server_name: ({ secure, request }) => (secure ? (request.sni ?? '') : undefined),
    mtls: ({ secure, request }) => secure && request.client_certificate !== undefined,
  },
  upstream: {
    request_attempt_count: ({ attempts }) => attempts,
    address: ({ upstreamHost }) => upstreamHost,
  },
  xds: {
    route_name: ({ route }) => route?.name,
    cluster_name: ({ cluster }) => cluster,
    route_metadata: ({ route }) => fromData({ filter_metadata: route?.metadata ?? {} }),
  },
  metadata: {
    filter_metadata: ({ metadata }) => ({
      get: (key) => {
        const found = metadata?.get(key);
        return found === undefined ? undefined : fromData(found);
      },
    }),
  },
};

const lookup = (headers: Headers): Lookup => ({ get: (name) => headers.get(name.toLowerCase()) });
