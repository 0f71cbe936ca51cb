/** Fields that no recorded configuration has, each where APISIX takes it. */
const text = (length: number): string => 'c'.repeat(length);
const described = {
  name: 'payments',
  desc: 'all about money',
  labels: { team: 'pay' },
  create_time: 1,
  update_time: 2,
};
const nodes = { '10.20.1.11:8080': 1 };

export const supplement = {
  routes: [
    { id: '1', uris: ['/pay', '/refunds/*'], remote_addrs: ['10.0.0.0/8'], upstream_id: '1', ...described },
    { id: '2', uri: '/orders', remote_addr: '10.0.0.1', service_id: '1' },
    { id: '3', uri: '/code', filter_func: 'function(vars) return true end', service_id: '2' },
    { id: '4', uri: '/script', script: 'return function() end', upstream_id: '1' },
    {
      id: '5',
      uri: '/found',
      upstream: { type: 'roundrobin', service_name: 'pay', discovery_type: 'dns', discovery_args: {} },
    },
    { id: '6', uri: '/queue', upstream: { scheme: 'kafka', nodes, type: 'roundrobin' } },
  ],
  services: [
    { id: '1', upstream_id: '1', ...described },
    { id: '2', upstream: { nodes, type: 'roundrobin' }, script: 'return function() end' },
  ],
  upstreams: [
    {
      id: '1',
      type: 'roundrobin',
      nodes,
      retry_timeout: 3,
      keepalive_pool: { size: 8, idle_timeout: 9, requests: 10 },
      ...described,
    },
  ],
  consumers: [{ username: 'alice', ...described }],
  consumer_groups: [{ id: 'gold', plugins: {}, ...described }],
  plugin_configs: [{ id: '1', plugins: {}, ...described }],
  global_rules: [{ id: '1', plugins: {}, create_time: 1, update_time: 2 }],
  ssls: [
    {
      id: '1',
      type: 'server',
      status: 1,
      cert: text(128),
      key: text(64),
      certs: [text(128)],
      keys: [text(64)],
      snis: ['pay.example'],
      client: { ca: text(128), depth: 1, skip_mtls_uri_regex: ['/health'] },
      ssl_protocols: ['TLSv1.3'],
      labels: { team: 'pay' },
    },
    { id: '2', cert: text(128), key: text(64), sni: 'orders.example' },
  ],
  stream_routes: [
    {
      id: '1',
      server_port: 9100,
      server_addr: '10.0.0.1',
      remote_addr: '10.0.0.2',
      sni: 'db',
      upstream_id: '1',
      plugins: {},
    },
  ],
  plugin_metadata: [{ id: 'http-logger', log_format: { host: '$host' } }],
  protos: [{ id: '1', content: 'syntax = "proto3";' }],
  secrets: [{ id: 'vault/1', uri: 'http://vault.example', prefix: 'kv', token: 't' }],
} as const;
