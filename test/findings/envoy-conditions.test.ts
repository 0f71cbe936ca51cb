/** Parts of a route that act for some requests: what Envoy cannot tell closes, or is left out and said. */
import { type Case, demonstrate, node, withPlugin } from './case.ts';

const byBody = { _meta: { filter: [['request_body', '==', 'voice']] } };

const conditions: readonly Case[] = [
  {
    code: 'ENV090',
    says: 'a restriction that depends on the body closes the route',
    apisix: withPlugin('ip-restriction', { whitelist: ['10.0.0.0/8'], ...byBody }),
    at: '/routes/0/plugins/ip-restriction',
    selects: [{}, { method: 'POST', body: 'orders' }],
  },
  {
    code: 'ENV091',
    says: 'an edit that depends on the body is left out',
    apisix: withPlugin('response-rewrite', { headers: { 'X-Shop': 'voice' }, ...byBody }),
    at: '/routes/0/plugins/response-rewrite',
    selects: [{ method: 'POST', body: 'voice' }],
    spares: [{ method: 'POST', body: 'orders' }],
  },
  {
    code: 'ENV092',
    says: 'shares of upstreams that are treated differently are drawn by lot',
    apisix: withPlugin('traffic-split', {
      rules: [{ weighted_upstreams: [{ weight: 99 }, { weight: 1, upstream: { ...node, pass_host: 'node' } }] }],
    }),
    at: '/routes/0/plugins/traffic-split',
    selects: [{}],
  },
  {
    code: 'ENV094',
    says: 'bodies are not checked without Lua',
    apisix: withPlugin('request-validation', { body_schema: { type: 'object' } }),
    at: '/routes/0/plugins/request-validation',
    selects: [{}],
  },
  {
    code: 'ENV095',
    says: 'a schema with a pattern for a body closes the route',
    apisix: withPlugin('request-validation', { body_schema: { properties: { id: { pattern: '^[0-9]+$' } } } }),
    options: { allow: new Set(['lua'] as const) },
    at: '/routes/0/plugins/request-validation',
    selects: [{}],
  },
  {
    code: 'ENV096',
    says: 'without Lua the address that a request names reaches no upstream',
    apisix: withPlugin('real-ip', { source: 'arg_client', trusted_addresses: ['10.0.0.0/8'] }),
    at: '/routes/0/plugins/real-ip',
    selects: [{ path: '/pay?client=203.0.113.7', client_ip: '10.1.2.3' }],
    spares: [
      { path: '/pay?client=203.0.113.7', client_ip: '192.0.2.1' },
      { path: '/pay?client=voice', client_ip: '10.1.2.3' },
    ],
  },
];

demonstrate(conditions);
