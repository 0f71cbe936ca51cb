/** Configurations for the laws of the conversion. */
import * as fc from 'fast-check';

const word = fc.constantFrom('payments', 'orders', 'voice', 'users');
const path = fc.tuple(word, fc.constantFrom('', '/*', '/v1/*', '*', '/*/x')).map(([name, rest]) => `/${name}${rest}`);
const host = fc.constantFrom('api.shop.example', '*.shop.example', '*', 'shop.example');
const nodes = fc.dictionary(
  fc.nat(9).map((last) => `10.20.1.${last}:8080`),
  fc.nat(5),
  { minKeys: 1, maxKeys: 3 },
);
const upstream = fc.record(
  { nodes, retries: fc.nat(3), scheme: fc.constantFrom('http', 'https'), desc: fc.string({ maxLength: 9 }) },
  { requiredKeys: ['nodes'] },
);
const plugins = fc.record(
  {
    cors: fc.record({ max_age: fc.integer({ min: 1, max: 99 }) }),
    'key-auth': fc.record({ header: fc.constantFrom('apikey', 'x-key') }),
    'ip-restriction': fc.record({ whitelist: fc.constant(['10.0.0.0/8']) }),
    'proxy-rewrite': fc.record({ headers: fc.record({ set: fc.record({ 'X-Shop': word }) }) }),
    'response-rewrite': fc.record({ body: word }),
  },
  { requiredKeys: [] },
);
const test1 = fc.tuple(fc.constantFrom('arg_a', 'http_b', 'cookie_c', 'uri'), fc.constantFrom('==', '~=', '~~'), word);
const route = fc.record(
  {
    uri: path,
    host,
    priority: fc.integer({ min: -3, max: 3 }),
    methods: fc.uniqueArray(fc.constantFrom('GET', 'POST'), { minLength: 1 }),
    vars: fc.array(test1, { minLength: 1, maxLength: 2 }),
    plugins,
    upstream,
    service_id: fc.constantFrom('shop', 'missing'),
    status: fc.constantFrom(0, 1),
  },
  { requiredKeys: ['uri', 'upstream'] },
);
const service = fc.record(
  { hosts: fc.uniqueArray(host, { minLength: 1 }), plugins, upstream },
  { requiredKeys: ['upstream'] },
);

/** Configurations that APISIX would load, mostly, by section. */
export const configuration = fc
  .record({ routes: fc.array(route, { minLength: 1, maxLength: 4 }), service })
  .map(({ routes, service }) => ({
    routes: routes.map((one, index) => ({ id: `r${index}`, ...one })),
    services: [{ id: 'shop', ...service }],
    consumers: [{ username: 'alice', plugins: { 'key-auth': { key: 'k1' } } }],
  }));
