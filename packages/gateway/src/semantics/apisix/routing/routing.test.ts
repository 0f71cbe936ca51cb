import { expect, test } from 'vitest';
import { createEvaluator } from '../evaluator.ts';
import type { RouterKind } from './router.ts';

interface Ask {
  readonly method?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly client_ip?: string;
}

const route = (
  routes: readonly object[],
  path: string,
  ask: Ask = {},
  router: RouterKind = 'radixtree_host_uri',
  services: readonly object[] = [],
): string | null =>
  createEvaluator({ routes, services }, { router, door: 'admin' }).answer(
    { method: 'GET', path, host: 'api.shop.example', headers: {}, ...ask },
    { now: 0 },
  ).route;

test('an exact path wins over any prefix, whatever the priority', () => {
  const routes = [
    { id: 'all', uri: '/*', priority: 100 },
    { id: 'orders', uri: '/orders' },
  ];
  expect(route(routes, '/orders')).toBe('orders');
  expect(route(routes, '/orders/')).toBe('all');
});

test('the longest literal beginning is tried first, then shorter ones', () => {
  const routes = [
    { id: 'short', uri: '/orders/*' },
    { id: 'long', uri: '/orders/v1/*', methods: ['POST'] },
  ];
  expect(route(routes, '/orders/v1/7', { method: 'POST' })).toBe('long');
  expect(route(routes, '/orders/v1/7')).toBe('short');
});

test('priority decides within one literal beginning only, then the order of registration', () => {
  const routes = [
    { id: 'first', uri: '/voice/*' },
    { id: 'second', uri: '/voice/*' },
    { id: 'high', uri: '/voice/*', priority: 1, methods: ['PUT'] },
  ];
  expect(route(routes, '/voice/1')).toBe('first');
  expect(route(routes, '/voice/1', { method: 'PUT' })).toBe('high');
});

test('a star that is no whole segment makes the rest of the path count for nothing', () => {
  expect(route([{ id: 'users', uri: '/api/v*/users' }], '/api/v2/orders')).toBe('users');
});

test('other characters of a path with wildcards mean what they mean in PCRE', () => {
  expect(route([{ id: 'cpp', uri: '/c++/*' }], '/c++/intro')).toBeNull();
  expect(route([{ id: 'dot', uri: '/*/a.b' }], '/x/aXb')).toBe('dot');
});

test('a specific host without a fitting path gives way to less specific ones', () => {
  const routes = [
    { id: 'exact', uri: '/payments', host: 'api.shop.example' },
    { id: 'suffix', uri: '/orders', host: '*.shop.example' },
    { id: 'any', uri: '/voice' },
  ];
  expect(['/payments', '/orders', '/voice', '/none'].map((path) => route(routes, path))).toEqual([
    'exact',
    'suffix',
    'any',
    null,
  ]);
});

test('hosts of the service count for routes that have none', () => {
  const routes = [{ id: 'orders', uri: '/*', service_id: 's' }];
  const services = [{ id: 's', hosts: ['*.shop.example'] }];
  expect(route(routes, '/', {}, 'radixtree_host_uri', services)).toBe('orders');
  expect(route(routes, '/', { host: 'shop.example' }, 'radixtree_host_uri', services)).toBeNull();
});

test('a host with a port can match in the path routers only', () => {
  const routes = [{ id: 'port', uri: '/*', host: 'api.shop.example:8080' }];
  const ask = { host: 'api.shop.example:8080' };
  expect(route(routes, '/', ask)).toBeNull();
  expect(route(routes, '/', ask, 'radixtree_uri')).toBe('port');
});

test('parameters are known to their own router only', () => {
  const routes = [{ id: 'order', uri: '/orders/:id/items' }];
  expect(route(routes, '/orders/7/items', {}, 'radixtree_uri_with_parameter')).toBe('order');
  expect(route(routes, '/orders/7/8/items', {}, 'radixtree_uri_with_parameter')).toBeNull();
  expect(route(routes, '/orders/7/items', {}, 'radixtree_uri')).toBeNull();
});

test.each<[string, unknown, string, boolean]>([
  ['an absent header is not a number', [['http_x_build', '>', 1]], '', false],
  ['inequality with a number holds for an absent header', [['http_x_build', '~=', 1]], '', true],
  ['a negated pattern holds for an absent header', [['http_x_build', '!', '~~', 'a']], '', true],
  ['numbers may be hexadecimal', [['http_x_build', '==', 255]], '0xff', true],
  ['null asks for absence', [['http_x_build', '==', null]], '', true],
  ['the short form means equality', [['http_x_build', 'beta']], 'beta', true],
  ['membership compares text with text', [['http_x_build', 'in', [7, '8']]], '7', false],
  ['!AND is the opposite of AND', ['!AND', ['http_x_build', '==', '1'], ['host', '==', 'x']], '1', true],
  ['look-ahead works', [['http_x_build', '~~', '^(?!7)\\d$']], '8', true],
  ['a hostile pattern comes to an end', [['http_x_build', '~~', '^(?=x)?(a+)+$']], `${'a'.repeat(60)}!`, false],
])('%s', (_, vars, value, matches) => {
  const headers: Readonly<Record<string, string>> = value === '' ? {} : { 'X-Build': value };
  expect(route([{ id: 'reports', uri: '/*', vars }], '/', { headers })).toBe(matches ? 'reports' : null);
});

test('a switched-off route is not loaded', () => {
  expect(route([{ id: 'off', uri: '/*', status: 0 }], '/')).toBeNull();
});

test('addresses are compared after X-Real-IP from the gateway itself, and from nobody else', () => {
  const routes = [{ id: 'office', uri: '/*', remote_addrs: ['10.0.0.0/8', '2001:db8::/32'] }];
  const headers = { 'X-Real-IP': '2001:db8::7' };
  expect(route(routes, '/', { headers })).toBe('office');
  expect(route(routes, '/', { headers, client_ip: '198.51.100.1' })).toBeNull();
  expect(route(routes, '/', { client_ip: '10.1.2.3' })).toBe('office');
});
