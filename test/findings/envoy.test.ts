/** What the writer for Envoy says: a source for each code, its place, and whom it affects. */
import { readFileSync } from 'node:fs';
import { describe } from 'vitest';
import { type Case, demonstrate, node, payments, withPlugin } from './case.ts';

const keys = (count: number): object => ({
  consumers: Array.from({ length: count }, (_, index) => ({
    username: `client${index}`,
    plugins: { 'key-auth': { key: `key-${index}` } },
  })),
});

/** More alternatives than there are routes for: 2 for each of nine headers. */
const manyAlternatives = Array.from({ length: 9 }, (_, index) => [
  'OR',
  [`http_x${index}`, '==', 'voice'],
  [`arg_x${index}`, '==', 'voice'],
]);

const matching: readonly Case[] = [
  {
    code: 'ENV006',
    says: 'a number with an exponent is not compared',
    apisix: payments({ vars: [['arg_amount', '>', 100]] }),
    at: '/routes/0/vars',
    selects: [{ path: '/pay?amount=1e3' }],
    spares: [{ path: '/pay?amount=200' }, { path: '/orders?amount=1e3' }],
  },
  {
    code: 'ENV007',
    says: 'a header that comes twice is joined otherwise',
    apisix: payments({ vars: [['http_tenant', '==', 'voice']] }),
    at: '/routes/0/vars',
    selects: [{ headers: { tenant: ['voice', 'orders'] } }],
    spares: [{ headers: { tenant: 'voice' } }],
  },
  {
    code: 'ENV008',
    says: 'a broken escape in a parameter may decide otherwise',
    apisix: payments({ vars: [['arg_tenant', '==', 'voice']] }),
    at: '/routes/0/vars',
    selects: [{ path: '/pay?tenant=voice%' }],
    spares: [{ path: '/pay?tenant=voice%20' }],
  },
  {
    code: 'ENV011',
    says: 'a condition with too many alternatives closes the route',
    apisix: payments({ vars: [['AND', ...manyAlternatives]] }),
    at: '/routes/0/vars',
    selects: [{ path: `/pay?${Array.from({ length: 9 }, (_, index) => `x${index}=voice`).join('&')}` }],
    spares: [{ path: '/orders' }],
  },
  {
    code: 'ENV012',
    says: 'a word boundary in a path closes the route',
    apisix: payments({ uri: '/pay*\\b/:id' }),
    at: '/routes/0',
    selects: [{ path: '/payyy/7' }],
  },
];

const rewriting: readonly Case[] = [
  {
    code: 'ENV020',
    says: 'a plugin that protects nothing is left out',
    apisix: withPlugin('degraphql', { query: 'query { calls }' }),
    at: '/routes/0/plugins/degraphql',
    selects: [{}],
    spares: [],
  },
  {
    code: 'ENV031',
    says: 'a variable that Envoy does not have is left empty',
    apisix: withPlugin('response-rewrite', { headers: { set: { 'X-Node': '$upstream_addr' } } }),
    at: '/routes/0/plugins/response-rewrite',
    selects: [{}],
  },
  {
    code: 'ENV032',
    says: 'the method is not rewritten without Lua',
    apisix: withPlugin('proxy-rewrite', { method: 'POST' }),
    at: '/routes/0/plugins/proxy-rewrite',
    selects: [{}],
    spares: [{ method: 'POST' }],
  },
  {
    code: 'ENV033',
    says: 'a pattern with a look-ahead is left out',
    apisix: withPlugin('proxy-rewrite', { regex_uri: ['^/pay(?!/old)(.*)', '/v2$1'] }),
    at: '/routes/0/plugins/proxy-rewrite',
    selects: [{ path: '/pay/7' }],
  },
  {
    code: 'ENV034',
    says: 'a parameter that was escaped is not decoded',
    apisix: withPlugin('response-rewrite', { headers: { set: { 'X-Tenant': '$arg_tenant' } } }),
    at: '/routes/0/plugins/response-rewrite',
    selects: [{ path: '/pay?tenant=ac%6de' }],
    spares: [{ path: '/pay?tenant=acme' }],
  },
  {
    code: 'ENV142',
    says: 'a tracer is left out, and no answer changes',
    apisix: withPlugin('zipkin', { endpoint: 'http://traces.voice.example/', sample_ratio: 1 }),
    at: '/routes/0/plugins/zipkin',
    spares: [{}],
  },
  {
    code: 'ENV141',
    says: 'an identity of letters becomes a UUID without Lua',
    apisix: withPlugin('request-id', { algorithm: 'nanoid' }),
    at: '/routes/0/plugins/request-id',
    selects: [{}],
    spares: [{ headers: { 'x-request-id': 'call-7' } }],
  },
  {
    code: 'ENV140',
    says: 'an answer is held in memory to be changed by Lua',
    apisix: withPlugin('response-rewrite', { body: 'closed for maintenance' }),
    options: { allow: new Set(['lua']) },
    at: '/routes/0/plugins/response-rewrite',
    spares: [{}],
  },
  {
    code: 'ENV035',
    says: 'the status of an answer is not rewritten without Lua',
    apisix: withPlugin('response-rewrite', { status_code: 201 }),
    at: '/routes/0/plugins/response-rewrite',
    selects: [{}],
  },
  {
    code: 'ENV036',
    says: 'a redirect by a pattern with a look-ahead closes the route',
    apisix: withPlugin('redirect', { regex_uri: ['^/pay/(?!old)(.*)', '/payments/$1'] }),
    at: '/routes/0/plugins/redirect',
    selects: [{}],
  },
  {
    code: 'ENV037',
    says: 'the page of a redirect has no text, which counts as no difference',
    apisix: withPlugin('redirect', { uri: '/payments' }),
    at: '/routes/0/plugins/redirect',
    spares: [{}],
  },
  {
    code: 'ENV046',
    says: 'a redirect by pattern is written with its host',
    apisix: withPlugin('redirect', { regex_uri: ['^/pay/(.*)', '/payments/$1'] }),
    at: '/routes/0/plugins/redirect',
    selects: [{ path: '/pay/7' }],
    spares: [{ path: '/payday' }],
  },
];

const protecting: readonly Case[] = [
  {
    code: 'ENV038',
    says: 'more keys than routes can name close the route',
    apisix: withPlugin('key-auth', {}, keys(201)),
    at: '/routes/0/plugins/key-auth',
    selects: [{ headers: { apikey: 'key-1' } }],
  },
  {
    code: 'ENV039',
    says: 'a key in the query is not hidden from the upstream',
    apisix: withPlugin('key-auth', { hide_credentials: true }, keys(1)),
    at: '/routes/0/plugins/key-auth',
    selects: [{ path: '/pay?apikey=key-0' }],
    spares: [{ headers: { apikey: 'key-0' } }],
  },
  {
    code: 'ENV041',
    says: 'a public key that is none closes the route',
    apisix: withPlugin(
      'jwt-auth',
      {},
      {
        consumers: [
          { username: 'ada', plugins: { 'jwt-auth': { key: 'ada', algorithm: 'RS256', public_key: 'not a key' } } },
        ],
      },
    ),
    at: '/routes/0/plugins/jwt-auth',
    selects: [{ headers: { authorization: 'Bearer x' } }],
  },
  {
    code: 'ENV042',
    says: 'a token that is refused is refused in other words',
    apisix: withPlugin(
      'jwt-auth',
      {},
      { consumers: [{ username: 'ada', plugins: { 'jwt-auth': { key: 'ada', secret: 'sesame-sesame-sesame' } } }] },
    ),
    at: '/routes/0/plugins/jwt-auth',
    selects: [{ headers: { authorization: 'Bearer x' } }],
    spares: [{}],
  },
];

const upstreams: readonly Case[] = [
  {
    code: 'ENV050',
    says: 'hashing chooses other nodes, which counts as no difference',
    apisix: payments({ upstream: { ...node, type: 'chash', key: 'remote_addr' } }),
    anywhere: true,
    spares: [{}],
  },
  {
    code: 'ENV051',
    says: 'time-outs are counted otherwise',
    apisix: payments({ timeout: { connect: 1, send: 2, read: 3 } }),
    at: '/routes/0/timeout',
    spares: [{}],
  },
  {
    code: 'ENV053',
    says: 'a limit to the time of trying again is not converted',
    apisix: payments({ upstream: { ...node, retry_timeout: 5 } }),
    at: '/routes/0/upstream/retry_timeout',
  },
  {
    code: 'ENV054',
    says: 'the certificate of an upstream is not verified, as before',
    apisix: payments({ upstream: { ...node, scheme: 'https' } }),
    at: '/routes/0/upstream/scheme',
    spares: [{}],
  },
  {
    code: 'ENV056',
    says: 'upgrades to anything but WebSocket are refused',
    apisix: payments({ enable_websocket: true }),
    selects: [{ headers: { upgrade: 'h2c', connection: 'upgrade' } }],
    spares: [{ headers: { upgrade: 'websocket', connection: 'upgrade' } }, {}],
  },
  {
    code: 'ENV047',
    says: 'a refusal of a gRPC request is in the words of gRPC',
    apisix: payments({ plugins: { 'key-auth': {} }, upstream: { ...node, scheme: 'grpc' } }),
    selects: [{ headers: { 'content-type': 'application/grpc' } }],
    spares: [{}],
  },
];

// Our own file: certificates and keys by name.
const { shop } = JSON.parse(readFileSync(new URL('../vectors/data/certs.json', import.meta.url), 'utf8')) as {
  readonly shop: { readonly cert: string; readonly key: string };
};
const tls = 'apisix:\n  node_listen: 9080\n  ssl:\n    listen:\n      - port: 9443\n';
const withCertificate = (fields: object): object =>
  payments({}, { ssls: [{ id: 'shop', sni: 'pay.example', ...shop, ...fields }] });

const listening: readonly Case[] = [
  {
    code: 'ENV063',
    says: 'a certificate that does not fit its key is left out',
    apisix: withCertificate({ key: 'not a key '.repeat(20) }),
    config: tls,
    at: '/ssls/0/cert',
    selects: [{ scheme: 'https' }],
    spares: [{ scheme: 'http' }],
  },
  {
    code: 'ENV074',
    says: 'a private key that may not be written is left out',
    apisix: withCertificate({}),
    config: tls,
    options: { secrets: 'refuse' },
    at: '/ssls/0/cert',
    selects: [{ scheme: 'https', sni: 'pay.example' }],
    spares: [{ scheme: 'http' }, { scheme: 'https', sni: 'bank.example' }],
  },
  {
    code: 'ENV064',
    says: 'a version of TLS that Envoy does not speak is left out',
    apisix: withCertificate({ ssl_protocols: ['TLSv1.1', 'TLSv1.2'] }),
    config: tls,
    at: '/ssls/0/cert',
    selects: [{ scheme: 'https' }],
    spares: [{ scheme: 'http' }],
  },
  {
    code: 'ENV060',
    says: 'a TLS listener without a certificate is left out',
    apisix: payments(),
    config: 'apisix:\n  node_listen: 9080\n  ssl:\n    listen:\n      - port: 9443\n',
    at: '/apisix/ssl/listen/0/port',
  },
  {
    code: 'ENV062',
    says: 'a source that only listens with TLS, without a certificate, leaves nowhere to listen',
    apisix: payments(),
    config: 'apisix:\n  ssl:\n    listen:\n      - port: 9443\n',
  },
];

describe('routes of Envoy', () => demonstrate(matching));
describe('edits and answers of Envoy', () => demonstrate(rewriting));
describe('protections on Envoy', () => demonstrate(protecting));
describe('clusters of Envoy', () => demonstrate(upstreams));
describe('listeners of Envoy', () => demonstrate(listening));
