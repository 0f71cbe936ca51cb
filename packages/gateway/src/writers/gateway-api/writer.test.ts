import { expect, test } from 'vitest';
import { convert } from '../../convert/convert.ts';
import { mayOverlap, type Placed, prefersLater } from './order.ts';

const node = { type: 'roundrobin', nodes: { '10.0.0.1:8080': 1 } } as const;

interface Written {
  readonly text: string;
  readonly codes: readonly string[];
}

/** What is written for these objects. */
function written(apisix: object, file = 'httproute.yaml'): Written {
  const bytes = new TextEncoder().encode(JSON.stringify(apisix));
  const made = convert([{ name: 'apisix.json', bytes }], { to: 'gateway-api' });
  if (!made.ok) throw new Error(made.error.map(({ code }) => code).join(' '));
  const chunks = made.value.files.find(({ path }) => path === file)?.chunks ?? [];
  return { text: Array.from(chunks).join(''), codes: made.value.findings.map(({ code }) => code) };
}

const route = (id: string, fields: object): object => ({ id, upstream: node, ...fields });

test('a path with a star is an expression, because a PathPrefix also means the path without its slash', () => {
  const { text } = written({ routes: [route('pay', { uri: '/pay/*' }), route('all', { uri: '/*' })] });
  expect(text).toContain('{type: RegularExpression, value: /pay/.*}');
  expect(text).toContain('{type: PathPrefix, value: /}');
});

test('each node is a Service, so that it can have a weight', () => {
  const upstream = { type: 'roundrobin', nodes: { '10.0.0.1:8080': 3, 'pay.shop.example:80': 1, '10.0.0.2:8080': 0 } };
  const apisix = { routes: [{ id: 'pay', uri: '/pay', upstream }] };
  expect(written(apisix).text).toMatch(/port: 8080, weight: 3}.*port: 80, weight: 1}/s);
  const services = written(apisix, 'service.yaml').text;
  expect(services).toContain('externalName: pay.shop.example');
  expect(services).toContain('addresses: ["10.0.0.1"]');
  expect(services).not.toContain('10.0.0.2');
});

test('more rules than an HTTPRoute takes are split into numbered ones, whose names keep their order', () => {
  const routes = Array.from({ length: 40 }, (_, at) => route(`pay-${at}`, { uri: `/pay/${at}`, host: 'pay.example' }));
  const names = [...written({ routes }).text.matchAll(/name: (pay-example-\d)/g)].map(([, name]) => name);
  expect(names).toEqual(['pay-example-1', 'pay-example-2', 'pay-example-3']);
});

test('a rule that would open what an earlier one refuses is closed too', () => {
  const refused = route('refused', { uri: '/pay*', priority: 9, vars: [['http_x', '~=', 'a']] });
  const opened = route('opened', { uri: '/pay*', methods: ['GET'] });
  const { text, codes } = written({ routes: [refused, opened] });
  expect(text).not.toContain('backendRefs');
  expect(codes.filter((code) => code === 'GWA001')).toHaveLength(2);
});

test('a key of a consumer is not written where secrets are refused', () => {
  const apisix = {
    routes: [route('pay', { uri: '/pay', plugins: { 'key-auth': {} } })],
    consumers: [{ username: 'shop', plugins: { 'key-auth': { key: 'a-very-secret-key' } } }],
  };
  const { text } = written(apisix);
  expect(text).not.toContain('a-very-secret-key');
  expect(text).not.toContain('backendRefs');
});

const placed = (type: string, value: string, more: object = {}): Placed => ({
  match: { path: { type, value }, ...more },
  prefix: value.replace(/\.\*$/, ''),
});

test('exact paths are preferred, then longer ones, then a method, then more headers', () => {
  const wide = placed('RegularExpression', '/pay/.*');
  expect(prefersLater(wide, placed('Exact', '/pay/now'))).toBe(true);
  expect(prefersLater(wide, placed('RegularExpression', '/pay/now/.*'))).toBe(true);
  expect(prefersLater(wide, placed('RegularExpression', '/pay/.*', { method: 'GET' }))).toBe(true);
  expect(prefersLater(wide, placed('RegularExpression', '/pay/.*', { headers: [{ name: 'x' }] }))).toBe(true);
  expect(prefersLater(wide, wide)).toBe(false);
});

test('two matches that no request satisfies both do not stand in each other\u2019s way', () => {
  const header = (value: string): object => ({ headers: [{ name: 'x', type: 'Exact', value }] });
  const one = placed('Exact', '/pay', header('a'));
  expect(mayOverlap(one, placed('Exact', '/pay', header('b')))).toBe(false);
  expect(mayOverlap(one, placed('Exact', '/orders'))).toBe(false);
  expect(mayOverlap(placed('Exact', '/pay', { method: 'GET' }), placed('Exact', '/pay', { method: 'PUT' }))).toBe(
    false,
  );
  expect(mayOverlap(one, placed('RegularExpression', '/p.*'))).toBe(true);
});
