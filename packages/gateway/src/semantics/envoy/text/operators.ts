import { createHash } from 'node:crypto';
import type { Headers } from '../headers.ts';
import type { Stream } from '../stream.ts';
import { pathOf, queryOf } from '../routing/target.ts';
import { valueAt } from './metadata.ts';
import type { Piece } from './format.ts';

/** A command operator by its name; undefined when it is not known. */
export function operator(name: string, parameters: string): Piece | undefined {
  return withParameters[name]?.(parameters) ?? plain[name];
}

const withParameters: Readonly<Record<string, (parameters: string) => Piece | undefined>> = {
  REQ: (names) => headerPiece(names, (stream) => stream.headers),
  RESP: (names) => headerPiece(names, (stream) => stream.response),
  FILTER_STATE: (parameters) => {
    const [key = ''] = parameters.split(':');
    return (stream) => stream.filterState?.get(key);
  },
  DYNAMIC_METADATA: (parameters) => {
    const [namespace = '', ...path] = parameters.split(':');
    return (stream) => printed(valueAt(stream.metadata?.get(namespace), path));
  },
  METADATA: (parameters) => {
    const [source = '', namespace = '', ...path] = parameters.split(':');
    if (source === 'ROUTE') return (stream) => printed(valueAt(stream.route?.metadata[namespace], path));
    if (source === 'DYNAMIC') return (stream) => printed(valueAt(stream.metadata?.get(namespace), path));
    return undefined;
  },
  PATH: (parameters) => {
    const [query = 'WQ', option = 'PATH_OR_ORIGINAL'] = parameters.split(':');
    return (stream) => {
      const own = stream.headers.first(':path');
      const original = stream.headers.first('x-envoy-original-path');
      const path = option === 'PATH' ? own : option === 'ORIG' ? original : (original ?? own);
      return query === 'NQ' && path !== undefined ? pathOf(path) : path;
    };
  },
  QUERY_PARAM: (name) => (stream) => {
    const found = queryOf(stream.headers.first(':path') ?? '').find(([key]) => key === name);
    return found?.[1];
  },
};

const plain: Readonly<Record<string, Piece>> = {
  DOWNSTREAM_REMOTE_ADDRESS: ({ remote, peerPort }) => `${bracketed(remote)}:${peerPort}`,
  DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT: ({ remote }) => remote,
  DOWNSTREAM_REMOTE_PORT: ({ remote, peer, peerPort }) => (remote === peer ? String(peerPort) : '0'),
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS: ({ peer, peerPort }) => `${bracketed(peer)}:${peerPort}`,
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT: ({ peer }) => peer,
  DOWNSTREAM_DIRECT_REMOTE_PORT: ({ peerPort }) => String(peerPort),
  DOWNSTREAM_LOCAL_ADDRESS: ({ localAddress, localPort }) => `${bracketed(localAddress)}:${localPort}`,
  DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT: ({ localAddress }) => localAddress,
  DOWNSTREAM_LOCAL_PORT: ({ localPort }) => String(localPort),
  REQUESTED_SERVER_NAME: ({ secure, request }) => (secure ? request.sni : undefined),
  PROTOCOL: ({ request }) => `HTTP/${request.http_version ?? '1.1'}`,
  RESPONSE_CODE: ({ code }) => String(code),
  RESPONSE_CODE_DETAILS: ({ details }) => (details === '' ? undefined : details),
  RESPONSE_FLAGS: ({ flags }) => (flags.length === 0 ? '-' : flags.join(',')),
  LOCAL_REPLY_BODY: ({ localBody }) => localBody,
  UPSTREAM_REQUEST_ATTEMPT_COUNT: ({ attempts }) => String(attempts),
  UPSTREAM_HOST: ({ upstreamHost }) => upstreamHost,
  UPSTREAM_CLUSTER: ({ cluster }) => cluster,
  ROUTE_NAME: ({ route }) => (route === undefined || route.name === '' ? undefined : route.name),
  VIRTUAL_CLUSTER_NAME: () => undefined,
  UNIQUE_ID: uniqueId,
  START_TIME: ({ now }) => new Date(now).toISOString(),
  TRACE_ID: () => undefined,
};

/** A UUID of version 4, drawn from the surroundings' chance. */
export function uniqueId({ surroundings }: Stream): string {
  const hex = createHash('sha256').update(String(surroundings.random())).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** `NAME?OTHER`: the first that is there. */
function headerPiece(names: string, of: (stream: Stream) => Headers | undefined): Piece {
  const [main = '', other] = names.toLowerCase().split('?');
  return (stream) => {
    const headers = of(stream);
    return headers?.first(main) ?? (other === undefined ? undefined : headers?.first(other));
  };
}

function printed(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);
