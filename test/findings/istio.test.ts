/** What the writer for Istio says that the one for Envoy does not. */
import { describe } from 'vitest';
import certificates from '../vectors/data/certs.json' with { type: 'json' };
import { type Case, demonstrate, node, payments, withPlugin } from './case.ts';

const istio = { to: 'istio' } as const;
const inline = { to: 'istio', secrets: 'inline' } as const;

const gateway: readonly Case[] = [
  {
    code: 'IST001',
    says: 'slashes and escapes stay in the path without Lua',
    apisix: payments(),
    options: istio,
    selects: [{ path: '/pay//a' }, { path: '/pay/%2Fa' }],
    spares: [{ path: '/pay/a' }],
  },
  {
    code: 'IST002',
    says: 'upstreams receive headers of Istio',
    apisix: payments(),
    options: istio,
    selects: [{}],
  },
  {
    code: 'IST003',
    says: 'HTTP/1.0 is refused',
    apisix: payments(),
    options: istio,
    selects: [{ http_version: '1.0' }],
    spares: [{ http_version: '1.1' }],
  },
  {
    code: 'IST004',
    says: 'a chain of addresses is written without a blank',
    apisix: payments(),
    options: istio,
    selects: [{ headers: { 'x-forwarded-for': '192.0.2.7' } }],
    spares: [{}],
  },
  {
    code: 'IST005',
    says: 'where an upstream fails Istio answers in its own words',
    apisix: payments(),
    options: istio,
    selects: [{}],
  },
  {
    code: 'IST006',
    says: 'a Referer that is no URL does not reach upstreams',
    apisix: payments(),
    options: istio,
    selects: [{ headers: { referer: 'not a url' } }, { headers: { 'proxy-connection': 'close' } }],
    spares: [{ headers: { referer: 'https://shop.example/a' } }, { headers: { referer: 'shop.example' } }],
  },
  {
    code: 'IST007',
    says: 'an id that a client sends is replaced where a route reads it',
    apisix: withPlugin('request-id', {}),
    options: istio,
    selects: [{ headers: { 'x-request-id': 'abc' } }],
    spares: [{}],
  },
];

const many = Array.from({ length: 60 }, (_, index) => `name-of-a-shop-${index}`);

const routes: readonly Case[] = [
  {
    code: 'IST010',
    says: 'a condition beyond the words of a VirtualService closes the route',
    apisix: payments({ vars: [['http_x_shop', '~~', many.join('|')]] }),
    options: istio,
    at: '/routes/0',
    selects: [{ headers: { 'x-shop': 'name-of-a-shop-7' } }],
  },
  {
    code: 'IST011',
    says: 'a path made from a parameter closes the route',
    apisix: withPlugin('proxy-rewrite', { uri: '/shops/$arg_shop' }),
    options: istio,
    at: '/routes/0',
    selects: [{}],
  },
  {
    code: 'IST012',
    says: 'a limit closes the route unless EnvoyFilter is allowed',
    apisix: withPlugin('limit-count', { count: 2, time_window: 60, key: 'remote_addr' }),
    options: istio,
    at: '/routes/0',
    selects: [{}],
  },
  {
    code: 'IST013',
    says: 'a header cannot be added twice',
    apisix: withPlugin('response-rewrite', { headers: { add: ['x-shop: a', 'x-shop: b'] } }),
    options: istio,
    at: '/routes/0',
    selects: [{}],
  },
  {
    code: 'IST014',
    says: 'an empty answer has no content type',
    apisix: withPlugin('cors', {}),
    options: istio,
    at: '/routes/0',
    selects: [{ method: 'OPTIONS' }],
    spares: [{ method: 'GET' }],
  },
  {
    code: 'IST015',
    says: 'a time-out counts for the whole answer',
    apisix: payments({ timeout: { connect: 1, send: 2, read: 2 } }),
    options: istio,
    at: '/routes/0',
  },
  {
    code: 'IST016',
    says: 'nodes with names of their own are destinations of their own',
    apisix: payments({
      upstream: { type: 'roundrobin', pass_host: 'node', nodes: { 'a.shop.example:80': 1, 'b.shop.example:80': 1 } },
    }),
    options: istio,
    anywhere: true,
  },
  {
    code: 'IST017',
    says: 'reserve nodes take part at once',
    apisix: payments({
      upstream: {
        type: 'roundrobin',
        nodes: [
          { host: '10.0.0.1', port: 80, weight: 1, priority: 0 },
          { host: '10.0.0.2', port: 80, weight: 1, priority: -1 },
        ],
      },
    }),
    options: istio,
    anywhere: true,
    selects: [{}],
  },
  {
    code: 'IST018',
    says: 'EnvoyFilter depends on the version',
    apisix: payments(),
    options: { to: 'istio', allow: new Set(['envoyfilter']) },
  },
  {
    code: 'IST019',
    says: 'keys of consumers stand in the objects when asked for',
    apisix: withPlugin(
      'key-auth',
      {},
      { consumers: [{ username: 'shop', plugins: { 'key-auth': { key: 'the-key-of-the-shop' } } }] },
    ),
    options: inline,
  },
  {
    code: 'IST020',
    says: 'a connection reaches the hosts of its certificate alone',
    apisix: payments(
      {},
      {
        ssls: [
          {
            id: 'shop',
            snis: ['shop.example', '*.shop.example'],
            cert: certificates.shop.cert,
            key: certificates.shop.key,
          },
        ],
      },
    ),
    config: 'apisix:\n  node_listen: 9080\n  ssl:\n    enable: true\n    listen:\n      - port: 9443\n',
    options: { ...istio, secrets: 'inline' },
    at: '/ssls/0/cert',
    selects: [
      { scheme: 'https', sni: 'shop.example', host: 'bank.example' },
      { scheme: 'https', sni: 'a.b.shop.example', host: 'a.b.shop.example' },
    ],
    spares: [
      { scheme: 'https', sni: 'shop.example', host: 'eu.shop.example' },
      { scheme: 'https', sni: 'eu.shop.example', host: 'eu.shop.example' },
      { sni: 'shop.example', host: 'bank.example' },
    ],
  },
  {
    code: 'IST021',
    says: 'a gRPC upstream is told who the client is',
    apisix: payments({ upstream: { ...node, scheme: 'grpc' } }),
    options: istio,
    anywhere: true,
    selects: [{ headers: { 'x-real-ip': '192.0.2.7' } }],
  },
];

describe('gateways of Istio', () => demonstrate(gateway));
describe('routes of Istio', () => demonstrate(routes));
