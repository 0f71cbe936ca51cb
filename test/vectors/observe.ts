/** Turns what client and nodes saw into an answer in the vectors' notation. */
import type { Response } from './wire/client.ts';
import type { AuxSeen, Headers, Json, UpstreamSeen, SeenAnswer } from '@banyan/gateway/semantics/compare/seen.ts';
import type { VectorRequest } from './vector.ts';
import { echoBody, type Seen, switching, valueOf } from './wire/behaviour.ts';
import { notedHeaders } from '@banyan/gateway/semantics/compare/headers.ts';
import { utf8 } from './wire/http1.ts';

/** Headers that the runner adds to say what cannot be seen on the wire. */
export const routeHeader = 'x-banyan-route';
export const attemptsHeader = 'x-banyan-attempts';

/** Where the format cuts a body. */
const cut = 800;

export interface Observation {
  readonly request: VectorRequest;
  readonly response: Response;
  readonly seen: readonly Seen[];
  /** Nodes by address and port, as the configuration names them. */
  readonly names: (node: string) => string;
  /** Nodes that are not upstreams. */
  readonly aux: ReadonlySet<string>;
  readonly expected: SeenAnswer;
  /** The address that this case's listener got in place of the recorded one, {@link recordedAddress}. */
  readonly listener?: string;
}

/** Where the recorded gateway was asked. */
const recordedAddress = '127.0.0.1';

export function observed({ request, response, seen, names, aux, expected, listener }: Observation): SeenAnswer {
  if (request.tls !== undefined && response.status === 0) return { status: 0, ...tlsFields(request, response) };
  const nodes = seen.filter(({ node }) => !aux.has(names(node)));
  const last = nodes.at(-1);
  const route = one(response, routeHeader);
  const attempts = one(response, attemptsHeader);
  const headers = responseHeaders(response.headers.map(([name, value]) => [name.toLowerCase(), utf8(value)] as const));
  const body = response.body.toString('utf8');
  return {
    status: response.status,
    route: route === undefined || route === '' || route === '-' ? null : route,
    ...(last === undefined ? {} : reached(request, last, names)),
    ...(attempts === undefined || expected.tries === undefined ? {} : { tries: [Number(attempts)] }),
    headers: withoutEchoType(headers, last),
    ...bodyFields(body, request.method),
    ...(aux.size === 0
      ? {}
      : {
          aux: seen
            .filter(({ node }) => aux.has(names(node)))
            .map((one) => auxView(names, request, one, expected, listener)),
        }),
    ...(request.tls === undefined ? {} : tlsFields(request, response)),
  };
}

/** What the node that got the last attempt tells; the gateway names a consumer to it in a header. */
function reached(request: VectorRequest, last: Seen, names: Observation['names']): SeenAnswer {
  const upstream = upstreamView(request, last);
  const consumer = upstream.headers['x-consumer-username'];
  return { ...(consumer === undefined ? {} : { consumer }), nodes: [names(last.node)], upstream };
}

function one(response: Response, name: string): string | undefined {
  return response.headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

/** Response headers as the format writes them, without the runner's own. */
export const responseHeaders = (received: readonly (readonly [name: string, value: string])[]): Headers =>
  notedHeaders(received.filter(([name]) => name !== routeHeader && name !== attemptsHeader));

/** The type of the plain echo is left out, also where the gateway then changed the body. */
export function withoutEchoType(headers: Headers, last: Seen | undefined): Headers {
  if (last?.echo !== true || headers['content-type'] !== 'application/json') return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'content-type'));
}

/** The body, unless it is the echo or the method allows none. */
export function bodyFields(body: string, method: string): Pick<SeenAnswer, 'body' | 'body_length'> {
  if (method === 'HEAD' || body === echoBody) return {};
  if (body.length <= cut) return { body };
  return { body: body.slice(0, cut), body_length: body.length };
}

/** What a node received, as a difference to what was sent. */
function upstreamView(request: VectorRequest, seen: Seen): UpstreamSeen {
  const removed = removedHeaders(request, seen);
  return {
    method: seen.method,
    target: seen.target,
    host: seen.host,
    headers: changedHeaders(request, seen),
    ...(removed.length === 0 ? {} : { removed }),
    ...(seen.body === (request.body ?? '') || switches(seen) ? {} : { body: seen.body }),
    ...(seen.http === undefined ? {} : { http: seen.http }),
    ...(seen.tls === undefined ? {} : { tls: seen.tls }),
  };
}

/** A node answers a request to switch protocols before any body: what follows is not recorded. */
const switches = (seen: Seen): boolean =>
  seen.headers.some(([name]) => name === 'upgrade') && switching(valueOf(seen, 'connection'));

/** Headers as sent, lower-case names, repeated ones joined. */
function sentHeaders(request: VectorRequest): Map<string, string> {
  return new Map(
    Object.entries(request.headers).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === 'string' ? value.trim() : value.join(', '),
    ]),
  );
}

function changedHeaders(request: VectorRequest, seen: Pick<Seen, 'headers' | 'body'>): Headers {
  const sent = sentHeaders(request);
  const received = new Map<string, string>();
  for (const [name, value] of seen.headers) {
    const before = received.get(name);
    received.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  const bodyLength = String(Buffer.byteLength(request.body ?? ''));
  const changed: Record<string, string> = {};
  for (const [name, value] of received) {
    if (name === 'connection' || name === 'transfer-encoding') continue;
    // Sent by the runner itself, as the length of the body.
    if (name === 'content-length' && (value === bodyLength || value === '0')) continue;
    if (sent.get(name) !== value) changed[name] = value;
  }
  return changed;
}

function removedHeaders(request: VectorRequest, seen: Seen): string[] {
  const received = new Set(seen.headers.map(([name]) => name));
  return [...sentHeaders(request).keys()].filter((name) => !received.has(name));
}

function auxView(
  names: (node: string) => string,
  request: VectorRequest,
  seen: Seen,
  expected: SeenAnswer,
  listener?: string,
): AuxSeen {
  const wanted = expected.aux?.find(({ node }) => node === names(seen.node));
  const json =
    wanted?.body_json === undefined ? undefined : parse(seen.body.replaceAll(`"${listener}"`, `"${recordedAddress}"`));
  const headers = seen.headers.filter(
    ([name]) => name !== 'connection' && (json === undefined || name !== 'content-length'),
  );
  return {
    node: names(seen.node),
    method: seen.method,
    target: seen.target,
    host: seen.host,
    headers: Object.fromEntries(headers),
    ...(json !== undefined
      ? { body_json: json }
      : seen.body === '' || seen.body === request.body
        ? {}
        : { body: seen.body }),
  };
}

function parse(text: string): Json | undefined {
  try {
    // Any JSON value will do: it is only compared.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function tlsFields(request: VectorRequest, response: Response): Pick<SeenAnswer, 'tls' | 'refused'> {
  if (response.refused === true) return { refused: true, tls: { handshake: 'refused' } };
  if (response.status === 0) return { refused: true, tls: { handshake: 'closed after' } };
  const tls = response.tls;
  return {
    tls: {
      subject: tls?.subject ?? null,
      ...(request.tls?.show_protocol === true ? { protocol: tls?.protocol ?? null } : {}),
    },
  };
}
