/** What the writer for Gateway API says: a source for each code, its place, and whom it affects. */
import { describe } from 'vitest';
import certificates from '../vectors/data/certs.json' with { type: 'json' };
import { type Case, demonstrate, node, payments, withPlugin } from './case.ts';

const plain = 'apisix:\n  node_listen: 9080\n  router:\n    http: radixtree_uri\n';
/** As an expression, no letter more fits. */
const longest = `/${'p'.repeat(1021)}`;
const to = { to: 'gateway-api' } as const;

const cases: readonly Case[] = [
  {
    code: 'GWA001',
    says: 'a limit, for which the API has no word, closes the route',
    apisix: withPlugin('limit-count', { count: 2, time_window: 60, key_type: 'var', key: 'remote_addr' }),
    at: '/routes/0',
    selects: [{}],
    spares: [{ path: '/orders' }],
  },
  {
    code: 'GWA002',
    says: 'an answer of 200 is one of 503',
    apisix: withPlugin('mocking', { response_status: 200, response_example: 'fine' }),
    at: '/routes/0',
    selects: [{}],
    spares: [{ path: '/orders' }],
  },
  {
    code: 'GWA003',
    says: 'header values that Envoy fills in are named',
    apisix: payments(),
    anywhere: true,
  },
  {
    code: 'GWA004',
    says: 'the answer where no route matches has no body',
    apisix: payments(),
    selects: [{ path: '/orders' }],
    spares: [{ path: '/pay' }],
  },
  {
    code: 'GWA005',
    says: 'of two routes the more precise one is preferred where an expression cannot grow',
    apisix: {
      routes: [
        { id: 'payments', uri: `${longest}*`, priority: 9, vars: [['http_tenant', '==', 'voice']], upstream: node },
        { id: 'reading', uri: `${longest}*`, methods: ['GET'], upstream: node },
      ],
    },
    at: '/routes/0',
    selects: [{ path: `${longest}/now`, headers: { tenant: 'voice' } }],
    spares: [{ path: '/pay' }],
  },
  {
    code: 'GWA023',
    says: 'the charset of texts is not completed',
    apisix: payments(),
    anywhere: true,
    selects: [{}],
  },
  {
    code: 'GWA024',
    says: 'failures of upstreams are answered otherwise',
    apisix: payments(),
    anywhere: true,
    selects: [{}],
  },
  {
    code: 'GWA007',
    says: 'a header whose variable is empty is left out',
    apisix: withPlugin('proxy-rewrite', { headers: { add: { 'X-Tenant': '$arg_tenant' } } }),
    at: '/routes/0',
    selects: [{}, { path: '/pay?tenant=' }],
    spares: [{ path: '/pay?tenant=voice' }],
  },
  {
    code: 'GWA007',
    says: 'of two values that are added to one header the second is left out',
    apisix: withPlugin('response-rewrite', { headers: { add: ['X-A: 1', 'X-A: 2'] } }),
    at: '/routes/0',
    selects: [{}],
    spares: [{ path: '/orders' }],
  },
  {
    code: 'GWA008',
    says: 'a certificate whose clients must show one has no listener',
    apisix: payments(
      {},
      {
        ssls: [
          {
            id: 'shop',
            sni: 'shop.example',
            cert: certificates.shop.cert,
            key: certificates.shop.key,
            client: { ca: certificates.ca.cert },
          },
        ],
      },
    ),
    config: `${plain}  ssl:\n    enable: true\n    listen:\n      - port: 9443\n`,
    anywhere: true,
    selects: [{ scheme: 'https', sni: 'shop.example' }],
    spares: [{}],
  },
  {
    code: 'GWA025',
    says: 'a connection reaches the host of its server name alone',
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
    config: `${plain}  ssl:\n    enable: true\n    listen:\n      - port: 9443\n`,
    anywhere: true,
    selects: [
      { scheme: 'https', sni: 'shop.example', host: 'eu.shop.example' },
      { scheme: 'https', sni: 'a.b.shop.example', host: 'a.b.shop.example' },
    ],
    spares: [{ scheme: 'https', sni: 'shop.example', host: 'shop.example' }],
  },
  {
    code: 'GWA009',
    says: 'nodes in reserve are left out',
    apisix: payments({
      upstream: {
        type: 'roundrobin',
        nodes: [
          { host: '10.0.0.1', port: 8080, weight: 1, priority: 0 },
          { host: '10.0.0.2', port: 8080, weight: 1, priority: -1 },
        ],
      },
    }),
    anywhere: true,
  },
  {
    code: 'GWA011',
    says: 'a parameter that is sent with escapes does not match',
    apisix: payments({ vars: [['arg_version', '==', 'v2']] }),
    at: '/routes/0',
    selects: [{ path: '/pay?version=%76%32' }],
    spares: [{ path: '/pay?version=v2' }],
  },
  {
    code: 'GWA012',
    says: 'a method that the API does not know is not served',
    apisix: payments({ methods: ['GET', 'PURGE'] }),
    at: '/routes/0',
    selects: [{ method: 'PURGE' }],
    spares: [{}],
  },
  {
    code: 'GWA013',
    says: 'what an exclusion leaves without a route is refused',
    apisix: payments({ vars: [['http_tenant', '~=', 'voice']] }),
    selects: [{ headers: { tenant: 'voice' } }],
    spares: [{ headers: { tenant: 'orders' } }],
  },
  {
    code: 'GWA014',
    says: 'the certificate of an upstream is verified',
    apisix: payments({
      upstream: { type: 'roundrobin', scheme: 'https', pass_host: 'node', nodes: { 'pay.shop.example:443': 1 } },
    }),
    anywhere: true,
    selects: [{}],
  },
  {
    code: 'GWA015',
    says: 'a read timeout is for the whole answer',
    apisix: payments({ timeout: { connect: 1, send: 1, read: 5 } }),
    at: '/routes/0',
  },
  {
    code: 'GWA016',
    says: 'a redirect has no page',
    apisix: withPlugin('redirect', { uri: '/moved', ret_code: 307 }),
    at: '/routes/0',
    selects: [{}],
    spares: [{ path: '/orders' }],
  },
  {
    code: 'GWA017',
    says: 'a header between hops is not passed on',
    apisix: payments(),
    selects: [{ headers: { 'Proxy-Connection': 'keep-alive' } }],
    spares: [{}],
  },
  {
    code: 'GWA018',
    says: 'slashes are not merged',
    apisix: payments(),
    selects: [{ path: '//pay' }],
    spares: [{}],
  },
  {
    code: 'GWA019',
    says: 'HTTP/1.0 is refused',
    apisix: payments(),
    selects: [{ http_version: '1.0' }],
    spares: [{}],
  },
  {
    code: 'GWA022',
    says: 'CORS is the filter of the API, which browsers do not tell from the plugin',
    apisix: withPlugin('cors', { allow_origins: 'https://shop.example', allow_methods: 'GET,POST' }),
    at: '/routes/0/plugins/cors',
    selects: [{ method: 'OPTIONS' }, { headers: { Origin: 'https://shop.example' } }],
    spares: [{ path: '/orders' }],
  },
  {
    code: 'GWA020',
    says: 'headers that the gateway adds for upstreams are named',
    apisix: payments(),
    selects: [{}],
  },
  {
    code: 'GWA021',
    says: 'forwarding headers of the client are completed in the words of Envoy',
    apisix: payments(),
    selects: [{ headers: { 'X-Forwarded-For': '203.0.113.7' } }],
    spares: [{}],
  },
  {
    code: 'GWA010',
    says: 'the gateway class is assumed',
    apisix: payments(),
    anywhere: true,
  },
];

describe('Gateway API', () => {
  demonstrate(cases.map((one) => ({ ...one, options: { ...to, ...one.options } })));
});
