/** Requests that tell configurations apart: made of what the configuration itself names, its boundaries, and a little noise. */
import { createHmac } from 'node:crypto';
import type { VectorRequest } from '../vectors/vector.ts';
import type { Random } from './random.ts';

export interface Words {
  readonly paths: readonly string[];
  readonly hosts: readonly string[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly parameters: readonly string[];
}

/** What a configuration says about requests, wherever it stands. */
export function wordsOf(configuration: unknown): Words {
  const paths = new Set<string>(['/', '/any', '/none']);
  const hosts = new Set<string>(['other.test']);
  const headers = new Map<string, Set<string>>();
  const parameters = new Set<string>();
  const visit = (value: unknown, key: string): void => {
    if (Array.isArray(value)) for (const one of value) visit(one, key);
    else if (typeof value === 'object' && value !== null) object(value, key);
    else if (typeof value === 'string') word(value, key);
  };
  const object = (value: object, key: string): void => {
    const { name, ...rest } = value as Record<string, unknown>;
    // A request has one Host, which is a word of its own.
    if (typeof name === 'string' && key === 'headers' && /^[a-z]/.test(name) && name !== 'host') {
      const known = headers.get(name) ?? new Set(['', 'x']);
      headers.set(name, known);
      for (const sample of samples(rest)) known.add(sample);
    }
    if (typeof name === 'string' && key === 'query_parameters')
      for (const sample of ['', '1', ...samples(rest)]) parameters.add(`${name}=${sample}`);
    for (const [inner, one] of Object.entries(value)) visit(one, inner);
  };
  const word = (value: string, key: string): void => {
    if (/^(?:path|prefix|path_separated_prefix)$/.test(key) && value.startsWith('/')) paths.add(value);
    if (key === 'regex' && value.startsWith('/')) paths.add(sample(value));
    if (key === 'domains') hosts.add(value.replaceAll('*', 'a'));
  };
  visit(configuration, '');
  return {
    paths: [...paths],
    hosts: [...hosts],
    headers: [...headers].flatMap(([name, values]) => [...values].map((value) => [name, value] as const)),
    parameters: [...parameters],
  };
}

/** Texts that a matcher speaks of. */
function samples(matcher: unknown): string[] {
  if (typeof matcher === 'string') return [sample(matcher)];
  if (typeof matcher === 'number') return [String(matcher), String(matcher - 1)];
  return typeof matcher === 'object' && matcher !== null ? Object.values(matcher).flatMap(samples) : [];
}

/** Something that a simple pattern may match. */
const sample = (pattern: string): string =>
  pattern
    .replace(/\(([^()|]*)(?:\|[^()]*)?\)\??/g, '$1')
    .replace(/\[\^?(\w)-?[^\]]*\][*+?]?/g, '$1')
    .replace(/\|.*/s, '')
    .replace(/\\/g, '')
    .replace(/[\^$*+?(){}[\]]/g, '');

const methods = ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'PROPFIND', 'get'];

const noise: readonly (readonly [string, string])[] = [
  ['accept', '*/*'],
  ['User-Agent', 'curl/8'],
  ['X-Forwarded-For', '10.1.2.3'],
  ['x-forwarded-for', '192.0.2.1, 10.1.9.9'],
  ['x-forwarded-proto', 'https'],
  ['x-request-id', 'own-id'],
  ['x-envoy-retry-on', '5xx'],
  ['x-envoy-internal', 'true'],
  ['x-forwarded-client-cert', 'x'],
  ['te', 'trailers, deflate'],
  ['keep-alive', '1'],
  ['Cookie', 'a=b; kind=gold-1; token=x'],
  ['x-kind', 'big'],
  ['x-tenant', 'iron'],
  ['x-tenant', 'gold1'],
  ['x-size', '12'],
  ['x-mode', 'new'],
  ['x-trace', '1'],
  ['x-banned', '1'],
  ['x-break', '1'],
  ['x-admin', 'yes'],
  ['x-json', '1'],
  ['x-forged', '1'],
  ['x-cluster', 'items'],
  ['content-type', 'application/grpc'],
  ['content-type', 'application/json'],
  ['origin', 'https://app.example'],
  ['origin', 'https://a.trusted.example'],
  ['origin', 'https://evil.example'],
  ['access-control-request-method', 'POST'],
  ['authorization', 'Basic YWxpY2U6cGFzc3dvcmQ='],
  ['authorization', 'Basic YWxpY2U6d3Jvbmc='],
  ['authorization', 'Basic ??'],
];

/** The same for the same chance. */
export function requestFor(words: Words, random: Random, now: number): VectorRequest {
  const headers: Record<string, string | string[]> = {};
  const add = ([name, value]: readonly [string, string]): void => {
    if (random.chance(0.1)) headers[name] = [value, 'second'];
    else headers[name] = value;
  };
  for (let count = Math.floor(random.next() * 4); count > 0; count--) add(random.one(words.headers, ['x-none', '']));
  for (let count = Math.floor(random.next() * 4); count > 0; count--) add(random.one(noise, ['accept', '*/*']));
  if (random.chance(0.3)) add(token(random, now));
  if (random.chance(0.05)) Object.assign(headers, { Connection: 'Upgrade', Upgrade: random.one(['h2c', 'x'], 'x') });
  const method = random.one(methods, 'GET');
  const body =
    /^P(?:OST|UT|ATCH)$/.test(method) && random.chance(0.7) ? 'b'.repeat(Math.floor(random.next() * 40)) : undefined;
  return {
    method,
    path: target(words, random),
    host: host(words, random),
    headers: distinct(headers),
    client_ip: `127.0.0.${1 + Math.floor(random.next() * 4)}`,
    scheme: 'http',
    http_version: random.chance(0.03) ? '1.0' : '1.1',
    ...(body === undefined ? {} : { body }),
  };
}

/** Header names are one whatever their case: the last wins. */
function distinct(headers: Readonly<Record<string, string | string[]>>): Record<string, string | string[]> {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [name, value] as const]));
  return Object.fromEntries(byName.values());
}

function target(words: Words, random: Random): string {
  const path = edited(random.one(words.paths, '/'), random);
  if (!random.chance(0.4)) return path;
  const parameters = [
    random.one(words.parameters, 'a=b'),
    random.one(['', 'v=2', 'a=%20b+c', 'debug', 'token=x', '%zz', 'q=a%20b'], ''),
  ];
  return `${path}?${parameters.join('&')}`;
}

const edits: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => path,
  (path) => `${path}/1`,
  (path) => `${path}/12/ab`,
  (path) => `${path}x`,
  (path) => `${path}/`,
  (path) => path.toUpperCase(),
  (path) => path.replace('/', '//'),
  (path) => `/a/..${path}`,
  (path) => `${path}/./b/../c`,
  (path) => `${path}%2Fx`,
  (path) => `${path}/%41%7e%2e%2E/é`.replace('é', '%C3%A9'),
  (path) => `${path}\\x`,
  (path) => `${path}/"<>^\`{|}'()*!$&,:@+=[]~`,
  (path) => `${path}/%00%7B%3c%2b`,
  (path) => path.slice(0, -1) || '/',
  (path) => `${path}#f`,
  (path) => `http://abs.example${path}`,
  (path) => path.slice(1),
  (path) => `${path};a=b`,
];

const edited = (path: string, random: Random): string => random.one(edits, (same) => same)(path);

function host(words: Words, random: Random): string | null {
  const own = random.one(words.hosts, 'other.test');
  const shown = random.one(
    [own, own, own, own.toUpperCase(), `${own}:8080`, `${own}:80`, `${own}.`, `b.${own}`, `x${own}`],
    own,
  );
  return random.chance(0.02) ? null : shown;
}

const secret = 'secret-secret-secret-secret-secret';

/** A token in one of its places: good, expired, early, of another issuer, audience or key, or none at all. */
function token(random: Random, now: number): readonly [string, string] {
  const seconds = Math.floor(now / 1000);
  const payload = {
    iss: random.one(['shop', 'shop', 'shop', 'else'], 'shop'),
    aud: random.one(['orders', ['x', 'https://orders/'], 'other'], 'orders'),
    sub: 'alice',
    roles: ['a', 'b'],
    exp: seconds + random.one([3600, 3600, -3600], 3600),
    nbf: seconds + random.one([-10, -10, -10, 3600], -10),
  };
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = {
    alg: random.one(['HS256', 'HS256', 'HS256', 'none'], 'HS256'),
    ...(random.chance(0.5) ? { kid: random.one(['a', 'b'], 'a') } : {}),
  };
  const signed = `${encode(head)}.${encode(payload)}`;
  const key = random.chance(0.9) ? secret : 'wrong';
  const made = random.chance(0.1)
    ? 'no.token'
    : `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
  return random.one(
    [
      ['authorization', `Bearer ${made}`],
      ['authorization', `bearer ${made}`],
      ['x-token', `tok ${made}`],
      ['cookie', `token=${made}`],
    ] as const,
    ['authorization', `Bearer ${made}`],
  );
}
