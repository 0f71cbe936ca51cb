/** What the writer for Gateway API says: a source for each code, its place, and whom it affects. */
import { describe } from 'vitest';
import certificates from '../vectors/data/certs.json' with { type: 'json' };
import { type Case, demonstrate, node, payments, withPlugin } from './case.ts';

const plain = 'apisix:\n  node_listen: 9080\n  router:\n    http: radixtree_uri\n';
const to = { to: 'gateway-api' } as const;

const cases: readonly Case[] = [
  {
    code: 'GWA001',
    says: 'a condition without a word closes the route',
    apisix: payments({ vars: [['http_tenant', '~=', 'voice']] }),
    at: '/routes/0',
    selects: [{ headers: { tenant: 'orders' } }, { headers: { tenant: 'voice' } }],
    spares: [{ path: '/orders' }],
  },
  {
    code: 'GWA002',
    says: 'a redirect by another status than 301 and 302 is answered 500',
    apisix: withPlugin('redirect', { uri: '/moved', ret_code: 307 }),
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
    says: 'of two routes the more precise one is preferred, whatever the priority',
    apisix: {
      routes: [
        { id: 'payments', uri: '/pay*', priority: 9, upstream: node },
        { id: 'reading', uri: '/pay*', methods: ['GET'], upstream: node },
      ],
    },
    at: '/routes/0',
    selects: [{ path: '/pay/now' }],
    spares: [{ path: '/pay/now', method: 'POST' }],
  },
  {
    code: 'GWA006',
    says: 'a host pattern with a star within a label is not served',
    apisix: payments({ host: '*shop.example' }),
    at: '/routes/0',
    selects: [{ host: 'myshop.example' }],
    spares: [{ host: 'bank.example' }],
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
    code: 'GWA009',
    says: 'an upstream over TLS cannot be reached without verifying it',
    apisix: payments({ upstream: { ...node, scheme: 'https' } }),
    anywhere: true,
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
