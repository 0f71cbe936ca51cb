import { expect, test } from 'vitest';
import { createEvaluator, type Options } from '../evaluator.ts';
import type { Answer } from '../../answer.ts';

const upstream = { nodes: { '10.20.2.11:8080': 1 } };
const ask = (
  config: object,
  headers: Readonly<Record<string, string>> = {},
  options: Partial<Options> = {},
  method = 'GET',
): Answer =>
  createEvaluator(config, { router: 'radixtree_host_uri', door: 'admin', ...options }).answer(
    { method, path: '/orders/7', host: 'Shop.Example:8443', headers },
    { now: 1_800_000_000_000 },
  );
const route = (fields: object): object => ({ id: 'orders', uri: '/orders/*', ...fields });

test.each<[string, object, number]>([
  ['a missing upstream answers 502', { routes: [route({ upstream_id: 'absent' })] }, 502],
  ['a missing service answers 404', { routes: [route({ service_id: 'absent' })] }, 404],
  ['a missing plugin_config answers 503', { routes: [route({ plugin_config_id: 'absent', upstream })] }, 503],
  ['no upstream at all answers 503', { routes: [route({ plugins: {} })] }, 503],
  ['an upstream without nodes answers 503', { routes: [route({ upstream: { nodes: {} } })] }, 503],
  ['no route answers 404', { routes: [] }, 404],
])('%s', (_, config, status) => {
  expect(ask(config).status).toBe(status);
});

test('a name without an address answers 503', () => {
  const config = { routes: [route({ upstream: { nodes: { 'nowhere.example:80': 1 } } })] };
  expect(ask(config, {}, { resolves: () => false }).status).toBe(503);
});

test('the upstream learns the client address and the host as it was sent, whatever the client says', () => {
  const sent = {
    'X-Forwarded-For': '9.9.9.9',
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Host': 'evil.example',
    Forwarded: 'for=1',
  };
  expect(ask({ routes: [route({ upstream })] }, sent).upstream).toEqual({
    method: 'GET',
    target: '/orders/7',
    host: 'Shop.Example:8443',
    headers: {
      'x-real-ip': '127.0.0.1',
      'x-forwarded-for': '9.9.9.9, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'Shop.Example:8443',
      'x-forwarded-port': '8443',
    },
    removed: ['forwarded'],
  });
});

test('the host follows the node, or is replaced, where the upstream says so', () => {
  const host = (fields: object) => ask({ routes: [route({ upstream: { ...upstream, ...fields } })] }).upstream?.host;
  expect(host({ pass_host: 'node' })).toBe('10.20.2.11:8080');
  expect(host({ pass_host: 'rewrite', upstream_host: 'inner.example' })).toBe('inner.example');
});

test('an upgrade goes through only where it is switched on', () => {
  const headers = { Upgrade: 'websocket', Connection: 'Upgrade' };
  expect(ask({ routes: [route({ upstream, enable_websocket: true })] }, headers).status).toBe(101);
  expect(ask({ routes: [route({ upstream })] }, headers)).toMatchObject({
    status: 200,
    upstream: { removed: ['upgrade', 'connection'] },
  });
});

test('plugins of the route come before those of its plugin_config, and these before the service', () => {
  const sets = (value: string): object => ({ 'response-rewrite': { headers: { set: { 'X-Level': value } } } });
  const config = (own: object): object => ({
    services: [{ id: 's', upstream, plugins: { ...sets('service'), cors: {} } }],
    plugin_configs: [{ id: 'p', plugins: sets('config') }],
    routes: [route({ service_id: 's', plugin_config_id: 'p', ...own })],
  });
  expect(ask(config({ plugins: sets('route') })).headers?.['x-level']).toBe('route');
  expect(ask(config({})).headers).toMatchObject({ 'x-level': 'config', 'access-control-allow-origin': '*' });
});

test('a global rule answers before the missing route does, and a plugin of two global rules is in none', () => {
  const blocked = { plugins: { 'uri-blocker': { block_rules: ['orders'] } } };
  expect(ask({ global_rules: [{ id: 'g1', ...blocked }] })).toMatchObject({ status: 403, route: null });
  expect(
    ask({
      global_rules: [
        { id: 'g1', ...blocked },
        { id: 'g2', ...blocked },
      ],
    }).status,
  ).toBe(404);
});

test('a consumer group that does not exist answers 503', () => {
  const consumers = [{ username: 'alice', group_id: 'absent', plugins: { 'key-auth': { key: 'k' } } }];
  expect(ask({ consumers, routes: [route({ upstream, plugins: { 'key-auth': {} } })] }, { apikey: 'k' }).status).toBe(
    503,
  );
});

test('refused connections are tried on other nodes, a sent POST is not sent twice', () => {
  const config = { routes: [route({ upstream: { nodes: { '10.20.2.11:8080': 1, '10.20.2.12:8080': 1 } } })] };
  const first = (failed: 'refused' | 'closed'): Partial<Options> => ({
    backend: (node) => (node === '10.20.2.11:8080' ? { failed } : { status: 200, headers: {}, body: 'ok' }),
  });
  expect(ask(config, {}, first('refused'), 'POST')).toMatchObject({ status: 200, nodes: ['10.20.2.12:8080'] });
  expect(ask(config, {}, first('closed'))).toMatchObject({ status: 200 });
  expect(ask(config, {}, first('closed'), 'POST').statuses).toEqual([200, 502]);
});

test.each([
  [
    'an unknown plugin, even a switched-off one',
    { plugins: { 'no-such-plugin': { _meta: { disable: true } } }, upstream },
  ],
  ['a plugin with a wrong configuration', { plugins: { 'limit-count': { count: -1, time_window: 60 } }, upstream }],
  ['a field that no route has', { upstream, urii: 1 }],
  ['hosts beside a host', { upstream, host: 'a.example', hosts: ['b.example'] }],
])('in a file a route with %s is not loaded', (_, fields) => {
  expect(ask({ routes: [route(fields)] }, {}, { door: 'file' }).route).toBeNull();
});

test('nginx refuses before APISIX what is no request', () => {
  const evaluator = createEvaluator({ routes: [route({ upstream })] }, { router: 'radixtree_host_uri', door: 'admin' });
  const status = (method: string, path: string) =>
    evaluator.answer({ method, path, host: 'shop.example', headers: {} }, { now: 0 }).status;
  expect([
    status('get', '/orders/7'),
    status('CONNECT', '/orders/7'),
    status('GET', '/%zz'),
    status('GET', '/../x'),
  ]).toEqual([400, 405, 400, 400]);
});

test('a gRPC node gets its content type and trailers, and no client address', () => {
  const config = { routes: [route({ upstream: { ...upstream, scheme: 'grpc' } })] };
  expect(ask(config, { 'Content-Type': 'application/json' }).upstream?.headers).toEqual({
    'content-type': 'application/grpc',
    te: 'trailers',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': 'Shop.Example:8443',
    'x-forwarded-port': '8443',
  });
});

test('over TLS there is no answer without a certificate for the name', () => {
  const config = { routes: [route({ upstream })], ssls: [{ id: 'shop', sni: 'shop.example' }] };
  const status = (sni: string) =>
    createEvaluator(config, { router: 'radixtree_host_uri', door: 'admin' }).answer(
      { method: 'GET', path: '/orders/7', host: 'shop.example', headers: {}, scheme: 'https', sni },
      { now: 0 },
    ).status;
  expect([status('shop.example'), status('voice.example')]).toEqual([200, 0]);
});

test('what cannot be run is a guess, and the answer says so', () => {
  const guess = { filter_func: 'function(vars) return true end', vars: [['graphql_name', '==', 'orders']] };
  expect(ask({ routes: [route({ upstream, filter_func: guess.filter_func })] }).notCovered).toEqual(['filter_func']);
  expect(ask({ routes: [route({ upstream, vars: guess.vars })] }).notCovered).toEqual(['graphql_name']);
});

test('path options change how a path is read', () => {
  const evaluator = createEvaluator(
    { routes: [{ id: 'list', uri: '/orders', upstream }] },
    { router: 'radixtree_host_uri', door: 'admin', deleteUriTailSlash: true, normalizeUriLikeServlet: false },
  );
  const found = evaluator.answer({ method: 'GET', path: '/orders/', host: 'shop.example', headers: {} }, { now: 0 });
  expect(found).toMatchObject({ route: 'list', upstream: { target: '/orders/' } });
});
