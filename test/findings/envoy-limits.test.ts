/** What the writer for Envoy says about limits. */
import { describe } from 'vitest';
import { type Case, demonstrate, withPlugin } from './case.ts';

const limits: readonly Case[] = [
  {
    code: 'ENV043',
    says: 'a limit refills steadily, which no request can tell by itself',
    apisix: withPlugin('limit-count', { count: 5, time_window: 60 }),
    at: '/routes/0/plugins/limit-count',
    spares: [{}],
  },
  {
    code: 'ENV110',
    says: 'requests of a burst are not delayed',
    apisix: withPlugin('limit-req', { rate: 1, burst: 3, key: 'remote_addr' }),
    at: '/routes/0/plugins/limit-req',
    selects: [{}],
  },
  {
    code: 'ENV111',
    says: 'counters that all gateways shared are counted by each Envoy',
    apisix: withPlugin('limit-count', { count: 5, time_window: 60, policy: 'redis', redis_host: '10.0.0.9' }),
    at: '/routes/0/plugins/limit-count',
    spares: [{}],
  },
  {
    code: 'ENV112',
    says: 'an escaped or empty parameter is counted otherwise',
    apisix: withPlugin('limit-count', { count: 5, time_window: 60, key: 'arg_user' }),
    at: '/routes/0/plugins/limit-count',
    selects: [{ path: '/pay?user=a%62' }, { path: '/pay?user=' }],
    spares: [{ path: '/pay?user=ab' }, {}],
  },
  {
    code: 'ENV113',
    says: 'a limit by a cookie closes the route',
    apisix: withPlugin('limit-count', { count: 5, time_window: 60, key: 'cookie_session' }),
    at: '/routes/0/plugins/limit-count',
    selects: [{}],
  },
  {
    code: 'ENV114',
    says: 'a server that decides is asked by Lua only',
    apisix: withPlugin('forward-auth', { uri: 'http://10.0.0.9:9000/check' }),
    at: '/routes/0/plugins/forward-auth',
    selects: [{}],
  },
  {
    code: 'ENV115',
    says: 'requests at the same time are not limited over several clusters',
    apisix: withPlugin('limit-conn', { conn: 2, burst: 0, default_conn_delay: 0.1, key: 'remote_addr' }),
    options: { to: 'gateway-api' },
    at: '/routes/0/plugins/limit-conn',
    selects: [{}],
  },
  {
    code: 'ENV116',
    says: 'requests at the same time are counted for all clients together',
    apisix: withPlugin('limit-conn', { conn: 2, burst: 0, default_conn_delay: 0.1, key: 'remote_addr' }),
    at: '/routes/0/plugins/limit-conn',
    spares: [{}],
  },
];

describe('limits of Envoy', () => demonstrate(limits));
