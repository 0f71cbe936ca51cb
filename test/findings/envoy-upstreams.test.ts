/** What the writer for Envoy says about nodes and connections. */
import { describe } from 'vitest';
import { type Case, demonstrate, node, payments, withPlugin } from './case.ts';

const two = { '10.0.0.1:8080': 1, '10.0.0.2:8080': 1 };

const upstreams: readonly Case[] = [
  {
    code: 'ENV160',
    says: 'nodes are served in turn, by each worker for itself',
    apisix: payments({ upstream: { nodes: two } }),
    anywhere: true,
    selects: [{}],
  },
  {
    code: 'ENV050',
    says: 'the node with the fewest requests is another one',
    apisix: payments({ upstream: { nodes: two, type: 'least_conn' } }),
    anywhere: true,
    selects: [{}],
  },
  {
    code: 'ENV120',
    says: 'a connection is shared by spellings of a Host where Istio programs the gateway',
    options: { to: 'istio' },
    apisix: payments({ upstream: { ...node, scheme: 'https' } }),
    anywhere: true,
    selects: [{ host: 'Pay.example' }],
    spares: [{ host: 'pay.example' }],
  },
  {
    code: 'ENV121',
    says: 'health is noticed at other moments',
    apisix: payments({ upstream: { ...node, checks: { active: { http_path: '/health' } } } }),
    at: '/routes/0/upstream/checks',
    selects: [{}],
  },
  {
    code: 'ENV122',
    says: 'the number of kept connections has no limit',
    apisix: payments({ upstream: { ...node, keepalive_pool: { size: 10 } } }),
    at: '/routes/0/upstream/keepalive_pool/size',
    ledgerOnly: true,
  },
  {
    code: 'ENV123',
    says: 'a server name with capital letters is compared in lower case',
    apisix: payments({ vars: [['ssl_server_name', '==', 'shop.example']] }),
    at: '/routes/0/vars',
    selects: [{ sni: 'SHOP.example' }],
    spares: [{ sni: 'shop.example' }],
  },
  {
    code: 'ENV124',
    says: 'bad answers are counted for each node, whatever was asked for',
    apisix: withPlugin('api-breaker', { break_response_code: 502 }),
    at: '/routes/0/plugins/api-breaker',
    selects: [{}],
  },
];

describe('upstreams of Envoy', () => demonstrate(upstreams));
