import { type Data, flag, inlineText, isData, number, table, tables, text, texts } from '../data.ts';
import type { Headers } from '../headers.ts';
import { cookieValue } from '../routing/match.ts';
import { queryOf } from '../routing/target.ts';
import type { Stream } from '../stream.ts';
import { valueAt } from '../text/metadata.ts';
import { type Keys, parseToken, readKeys, timeProblem, type Token } from './token.ts';

/** What a provider says about a request: undefined when its tokens are good. */
export interface Failure {
  readonly reason: string;
  readonly missing: boolean;
  readonly forbidden: boolean;
}

export interface Provider {
  /** Headers that only this provider may set. */
  readonly clean: (headers: Headers) => void;
  readonly check: (stream: Stream, audiences?: readonly string[]) => Failure | undefined;
}

interface Found {
  readonly token: string;
  readonly remove: (headers: Headers) => void;
}

const failure = (reason: string): Failure => ({
  reason,
  missing: reason === 'Jwt is missing',
  forbidden: reason === 'Audiences in Jwt are not allowed',
});

/** A `JwtProvider` (jwt_authn/authenticator.cc, extractor.cc). */
export function providerOf(provider: Data, name: string): Provider {
  const keys = readKeys(inlineText(table(provider, 'local_jwks')));
  const find = finder(provider);
  const claimHeaders = tables(provider, 'claim_to_headers').map((one) => ({
    header: (text(one, 'header_name') ?? '').toLowerCase(),
    path: (text(one, 'claim_name') ?? '').split('.'),
  }));
  const payloadHeader = text(provider, 'forward_payload_header')?.toLowerCase();
  const forwards = flag(provider, 'forward') === true;
  const rule = ruleOf(provider, keys);
  const namespace = text(provider, 'payload_in_metadata');
  return {
    clean(headers) {
      for (const { header } of claimHeaders) headers.remove(header);
      if (payloadHeader !== undefined) headers.remove(payloadHeader);
    },
    check(stream, audiences) {
      if (keys === undefined) stream.notCovered(`jwt provider ${name}`);
      const found = find(stream.headers);
      if (found.length === 0) return failure('Jwt is missing');
      for (const { token, remove } of found) {
        const parsed = parseToken(token);
        const problem = typeof parsed === 'string' ? parsed : rule(parsed, stream, audiences);
        if (problem !== undefined) return failure(problem);
        if (typeof parsed === 'string') continue;
        for (const { header, path } of claimHeaders) setClaim(stream.headers, header, valueAt(parsed.claims, path));
        if (payloadHeader !== undefined) stream.headers.set(payloadHeader, token.split('.')[1] ?? '');
        if (!forwards) remove(stream.headers);
        if (namespace !== undefined && namespace !== '') keep(stream, namespace, parsed.claims);
        if (flag(provider, 'clear_route_cache') === true && (claimHeaders.length > 0 || namespace !== undefined))
          stream.stale = true;
      }
      return undefined;
    },
  };
}

const metadataName = 'envoy.filters.http.jwt_authn';

function keep(stream: Stream, key: string, claims: Data): void {
  stream.metadata ??= new Map();
  stream.metadata.set(metadataName, { ...stream.metadata.get(metadataName), [key]: claims });
}

/** Objects and lists go into a header as base64 of their JSON. */
function setClaim(headers: Headers, header: string, value: unknown): void {
  if (typeof value === 'string') headers.set(header, value);
  else if (typeof value === 'number' || typeof value === 'boolean') headers.set(header, String(value));
  else if (isData(value) || Array.isArray(value))
    headers.set(header, Buffer.from(JSON.stringify(value)).toString('base64url'));
}

type Rule = (token: Token, stream: Stream, audiences: readonly string[] | undefined) => string | undefined;

function ruleOf(provider: Data, keys: Keys | undefined): Rule {
  const issuer = text(provider, 'issuer') ?? '';
  const own = texts(provider, 'audiences');
  const tolerance = number(provider, 'clock_skew_seconds') ?? 60;
  const expires = flag(provider, 'require_expiration') === true;
  return (token, { now }, audiences) => {
    const { claims } = token;
    if (issuer !== '' && claims['iss'] !== issuer) return 'Jwt issuer is not configured';
    if (expires && claims['exp'] === undefined) return 'Jwt is missing the expiration';
    const late = timeProblem(token, now, tolerance);
    if (late !== undefined) return late;
    const wanted = audiences ?? own;
    if (wanted.length > 0 && !audiencesOf(claims).some((one) => wanted.map(bare).includes(bare(one)))) {
      return 'Audiences in Jwt are not allowed';
    }
    return keys?.(token);
  };
}

const audiencesOf = ({ aud }: Data): readonly string[] =>
  (Array.isArray(aud) ? aud : [aud]).filter((one) => typeof one === 'string');

/** A scheme in front and a slash behind do not count. */
const bare = (audience: string): string => audience.replace(/^https?:\/\//, '').replace(/\/$/, '');

/** Where tokens stand; by default the header Authorization and the parameter `access_token`. */
function finder(provider: Data): (headers: Headers) => readonly Found[] {
  const fromHeaders = tables(provider, 'from_headers').map((one) => ({
    name: (text(one, 'name') ?? '').toLowerCase(),
    prefix: text(one, 'value_prefix') ?? '',
  }));
  const params = texts(provider, 'from_params');
  const cookies = texts(provider, 'from_cookies');
  const anywhere = fromHeaders.length + params.length + cookies.length === 0;
  const places = anywhere ? [{ name: 'authorization', prefix: 'Bearer ' }] : fromHeaders;
  const parameters = anywhere ? ['access_token'] : params;
  return (headers) => [
    ...places.flatMap(({ name, prefix }) => headers.all(name).flatMap((value) => inHeader(name, prefix, value))),
    ...parameters.flatMap((name) =>
      queryOf(headers.first(':path') ?? '')
        .filter(([key]) => key === name)
        .slice(0, 1)
        .map(([, token]) => ({ token, remove: (from: Headers) => dropParameter(from, name) })),
    ),
    ...cookies.flatMap((name) => {
      const token = cookieValue(headers, name);
      return token === undefined ? [] : [{ token, remove: () => undefined }];
    }),
  ];
}

/** All behind the prefix. */
function inHeader(name: string, prefix: string, value: string): Found[] {
  const at = value.indexOf(prefix);
  if (at < 0) return [];
  const token = prefix === '' ? value : value.slice(at + prefix.length).replace(/^[^A-Za-z0-9._-]+/, '');
  return [{ token, remove: (headers) => headers.remove(name) }];
}

function dropParameter(headers: Headers, name: string): void {
  const target = headers.first(':path') ?? '';
  const [path = '', query = ''] = target.split(/\?(.*)/s);
  const kept = query.split('&').filter((one) => one.split('=')[0] !== name);
  headers.set(':path', kept.length === 0 ? path : `${path}?${kept.join('&')}`);
}
