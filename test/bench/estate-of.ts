/** A large configuration of the shape that real ones have: hosts, services, plugins, several nodes. The same text each time. */
const plugins = [
  '      cors: {allow_origins: "https://app.voice.example", max_age: 600}',
  '      key-auth: {}',
  '      proxy-rewrite: {regex_uri: ["^/v1/(.*)", "/$1"], headers: {set: {X-Gateway: apisix}}}',
  '      limit-count: {count: 6000, time_window: 60, key: remote_addr, rejected_code: 429, policy: local}',
  '      response-rewrite: {headers: {set: {Cache-Control: no-store}}}',
] as const;

function route(at: number): string {
  const own = [plugins[at % plugins.length], plugins[(at + 2) % plugins.length]].join('\n');
  return [
    `  - id: orders-${at}`,
    `    name: orders of shop ${at}`,
    `    uri: /v1/shops/${at}/${at % 3 === 0 ? 'orders' : 'orders/*'}`,
    '    methods: [GET, POST]',
    `    host: api-${at % 20}.voice.example`,
    `    service_id: shop-${at % 50}`,
    '    plugins:',
    own,
    ...(at % 7 === 0 ? ['    vars:', '      - [http_x_beta, "==", "1"]', '    priority: 5'] : []),
  ].join('\n');
}

const service = (at: number): string => `  - id: shop-${at}\n    name: shop ${at}\n    upstream_id: pool-${at % 10}`;

const upstream = (at: number): string =>
  `  - id: pool-${at}\n    type: roundrobin\n    nodes:\n      - {host: 127.0.0.1, port: ${18_100 + at}, weight: 1}\n      - {host: 127.0.0.1, port: ${18_200 + at}, weight: 2}`;

/** A standalone file with so many routes. */
export function estateOf(routes: number): string {
  const list = (count: number, make: (at: number) => string) => Array.from({ length: count }, (_none, at) => make(at));
  return [
    'routes:',
    ...list(routes, route),
    'services:',
    ...list(50, service),
    'upstreams:',
    ...list(10, upstream),
    'consumers:',
    '  - username: partner_shop',
    '    plugins:',
    '      key-auth: {key: an-example-key}',
    '#END',
    '',
  ].join('\n');
}
