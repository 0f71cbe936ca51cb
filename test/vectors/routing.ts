/**
 * The routing format: requests are given as the gateway sees them (decoded path, arguments, cookies), answers are the
 * route alone. Here they become requests on the wire: every byte outside RFC 3986 `unreserved` is percent-encoded, `/` kept.
 */
import type { Json, SeenAnswer } from '@banyan/gateway/semantics/compare/seen.ts';
import type { VectorCase, VectorRequest } from './vector.ts';

export interface RoutingRequest {
  readonly method: string;
  readonly host: string;
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly args: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly remote_addr: string;
}

export interface RoutingCase {
  readonly id: string;
  readonly family: string;
  readonly router: VectorCase['router'];
  readonly routes: readonly Json[];
  readonly services?: readonly Json[];
  readonly requests: readonly RoutingRequest[];
  readonly answers: readonly SeenAnswer[];
}

/** Percent-encodes every UTF-8 byte outside `unreserved`; `keep` names further characters that stay. */
export function encode(text: string, keep = ''): string {
  let out = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const char = String.fromCharCode(byte);
    const plain = /[A-Za-z0-9\-._~]/.test(char) || (keep !== '' && keep.includes(char));
    out += plain ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/** Cookies stand in one header, values as they are. */
const cookieHeader = (cookies: Readonly<Record<string, string>>): Record<string, string> => {
  const pairs = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? {} : { Cookie: pairs.join('; ') };
};

export function wireRequest(request: RoutingRequest): VectorRequest {
  const query = Object.entries(request.args).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return {
    method: request.method,
    path: encode(request.uri, '/') + (query.length === 0 ? '' : `?${query.join('&')}`),
    host: request.host,
    headers: { ...request.headers, ...cookieHeader(request.cookies) },
    client_ip: request.remote_addr,
    scheme: 'http',
    port: 9080,
  };
}

export function routingCase(line: RoutingCase): VectorCase {
  return {
    line,
    id: line.id,
    family: line.family,
    routing: true,
    router: line.router,
    config: { routes: line.routes, ...(line.services === undefined ? {} : { services: line.services }) },
    yaml: undefined,
    profile: undefined,
    env: {},
    backends: {},
    aux: [],
    requests: line.requests.map(wireRequest),
    answers: line.answers,
  };
}
