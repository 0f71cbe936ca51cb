import { expect, test } from 'vitest';
import { createEvaluator } from '../evaluator.ts';
import type { Answer } from '../../answer.ts';
import type { BackendResponse } from '../upstream/backend.ts';

interface Ask {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly client_ip?: string;
  readonly later?: number;
}

const noon = 1_800_000_000_000;

/** Answers in turn for a route of orders with these plugins. */
function answers(
  plugins: object,
  asks: readonly Ask[],
  extra: object = {},
  response?: BackendResponse,
): readonly Answer[] {
  const evaluator = createEvaluator(
    {
      routes: [{ id: 'orders', uri: '/orders/*', plugins, upstream: { nodes: { '10.20.2.11:8080': 1 } } }],
      consumers: [
        {
          username: 'alice',
          plugins: { 'key-auth': { key: 'key-alice' }, 'basic-auth': { username: 'al', password: 'pw' } },
        },
        { username: 'guest' },
      ],
      ...extra,
    },
    { router: 'radixtree_host_uri', door: 'file', ...(response === undefined ? {} : { backend: () => response }) },
  );
  return asks.map(({ later = 0, ...ask }) =>
    evaluator.answer(
      { method: 'GET', path: '/orders/7?a=1', host: 'api.shop.example', headers: {}, ...ask },
      { now: noon + later },
    ),
  );
}
const answer = (plugins: object, ask: Ask = {}, extra: object = {}, response?: BackendResponse): Answer =>
  answers(plugins, [ask], extra, response)[0] ?? { route: null, trace: [] };

test('proxy-rewrite puts the query behind its own path and escapes what no path may hold', () => {
  const made = answer({ 'proxy-rewrite': { uri: '/v2$uri' } }, { path: '/orders/caf%C3%A9 x?a=1'.replace(' ', '%20') });
  expect(made.upstream?.target).toBe('/v2/orders/caf%C3%A9%20x?a=1');
});

test('proxy-rewrite by pattern replaces the first match only, and captures reach headers', () => {
  const conf = { regex_uri: ['^/orders/(.)', '/o/$1/'], headers: { set: { 'X-Order': 'n$1' }, remove: ['X-Gone'] } };
  const made = answer({ 'proxy-rewrite': conf }, { headers: { 'X-Gone': 'now' } });
  expect(made.upstream).toMatchObject({ target: '/o/7/?a=1', headers: { 'x-order': 'n7' }, removed: ['x-gone'] });
});

test('without proxy-rewrite the target goes on as it was sent, not as it was understood', () => {
  expect(answer({}, { path: '/orders//./%37?a=b%20c' }).upstream?.target).toBe('/orders//./%37?a=b%20c');
});

test('redirect to HTTPS is 301 for GET and 308 for the rest', () => {
  const made = answers({ redirect: { http_to_https: true } }, [{}, { method: 'POST' }]);
  expect(made.map(({ status, headers }) => [status, headers?.['location']])).toEqual([
    [301, 'https://api.shop.example/orders/7?a=1'],
    [308, 'https://api.shop.example/orders/7?a=1'],
  ]);
});

test('redirect leaves the query out unless told otherwise', () => {
  expect(answer({ redirect: { uri: '/moved$uri' } }).headers?.['location']).toBe('/moved/orders/7');
  expect(answer({ redirect: { uri: '/moved', append_query_string: true } }).headers?.['location']).toBe('/moved?a=1');
});

test('cors answers every OPTIONS, and names an origin of a list only to itself', () => {
  const conf = { cors: { allow_origins: 'https://a.example,https://b.example' } };
  const [preflight, known, strange] = answers(conf, [
    { method: 'OPTIONS' },
    { headers: { Origin: 'https://b.example' } },
    { headers: { Origin: 'https://c.example' } },
  ]);
  expect(preflight?.status).toBe(200);
  expect(known?.headers?.['access-control-allow-origin']).toBe('https://b.example');
  expect(strange?.headers).toEqual({ vary: 'Origin' });
});

test('key-auth: a wrong key in the header is not made good by a right one in the query', () => {
  const made = answers({ 'key-auth': {} }, [
    { path: '/orders/7?apikey=key-alice' },
    { path: '/orders/7?apikey=key-alice', headers: { apikey: 'wrong' } },
    {},
  ]);
  expect(made.map(({ status, consumer }) => [status, consumer])).toEqual([
    [200, 'alice'],
    [401, undefined],
    [401, undefined],
  ]);
  expect(made[2]?.body).toBe('{"message":"Missing API key in request"}\n');
});

test('hidden credentials leave the query, which is then written anew', () => {
  const made = answer({ 'key-auth': { hide_credentials: true } }, { path: '/orders//7?apikey=key-alice&b=x+y' });
  expect(made.upstream?.target).toBe('/orders/7?b=x%20y');
});

test('an anonymous consumer takes the place of one that is not known', () => {
  expect(answer({ 'basic-auth': { anonymous_consumer: 'guest' } }).consumer).toBe('guest');
  expect(answer({ 'basic-auth': {} }, { headers: { Authorization: 'Basic YWw6cHc=' } }).consumer).toBe('alice');
});

test('limit-count counts by its key and starts again when the window is over', () => {
  const conf = { 'limit-count': { count: 1, time_window: 60, key: 'remote_addr', rejected_code: 429 } };
  const made = answers(conf, [{}, {}, { client_ip: '10.0.0.9' }, { later: 61_000 }]);
  expect(made.map(({ status }) => status)).toEqual([200, 429, 200, 200]);
  expect(made[1]?.headers).toMatchObject({ 'x-ratelimit-limit': '1', 'x-ratelimit-remaining': '0' });
});

test('counters of one configuration on two routes are apart, in a service they are one', () => {
  const plugins = { 'limit-count': { count: 1, time_window: 60 } };
  const upstream = { nodes: { '10.20.2.11:8080': 1 } };
  const both = (extra: object): readonly (number | undefined)[] => {
    const evaluator = createEvaluator(extra, { router: 'radixtree_host_uri', door: 'file' });
    return ['/a', '/b'].map(
      (path) => evaluator.answer({ method: 'GET', path, host: 'shop.example', headers: {} }, { now: noon }).status,
    );
  };
  expect(
    both({
      routes: [
        { id: 'a', uri: '/a', plugins, upstream },
        { id: 'b', uri: '/b', plugins, upstream },
      ],
    }),
  ).toEqual([200, 200]);
  const shared = {
    services: [{ id: 's', plugins, upstream }],
    routes: [
      { id: 'a', uri: '/a', service_id: 's' },
      { id: 'b', uri: '/b', service_id: 's' },
    ],
  };
  expect(both(shared)).toEqual([200, 503]);
});

test('response-rewrite sees the status, and a new body takes its old marks away', () => {
  const response: BackendResponse = {
    status: 404,
    headers: { etag: '"1"', 'content-type': 'text/plain' },
    body: 'gone',
  };
  const conf = {
    vars: [['status', '==', 404]],
    status_code: 200,
    body: 'none',
    headers: { set: { 'X-Was': '$status' } },
  };
  const made = answer({ 'response-rewrite': conf }, {}, {}, response);
  expect(made).toMatchObject({ status: 200, body: 'none' });
  expect(made.headers).toEqual({ 'content-type': 'text/plain; charset=utf-8', 'x-was': '404' });
});

test('a plugin whose filter does not hold is not there', () => {
  const conf = { redirect: { uri: '/moved', _meta: { filter: [['arg_go', '==', '1']] } } };
  expect(answers(conf, [{}, { path: '/orders/7?go=1' }]).map(({ status }) => status)).toEqual([200, 302]);
});

test('a plugin that is not known is named', () => {
  expect(answer({ 'openid-connect': { client_id: 'voice' } }).notCovered).toEqual(['openid-connect']);
});

test('gzip compresses what the client accepts, and weakens its tag', () => {
  const response: BackendResponse = {
    status: 200,
    headers: { 'content-type': 'text/html', etag: '"7"' },
    body: 'x'.repeat(40),
  };
  const accepting = { headers: { 'Accept-Encoding': 'br, gzip' } };
  expect(answer({ gzip: {} }, accepting, {}, response).headers).toMatchObject({
    'content-encoding': 'gzip',
    etag: 'W/"7"',
  });
  expect(answer({ gzip: {} }, {}, {}, response).headers?.['content-encoding']).toBeUndefined();
});

test('api-breaker opens after its failures and closes again by itself', () => {
  const conf = { 'api-breaker': { break_response_code: 599, unhealthy: { http_statuses: [500], failures: 2 } } };
  const made = answers(conf, [{}, {}, {}, { later: 10_000 }], {}, { status: 500, headers: {}, body: 'bad' });
  expect(made.map(({ status }) => status)).toEqual([500, 500, 599, 500]);
});

test('multi-auth goes on where one authentication fails, and keeps its challenge', () => {
  const conf = { 'multi-auth': { auth_plugins: [{ 'key-auth': {} }, { 'basic-auth': {} }] } };
  const made = answer(conf, { headers: { Authorization: 'Basic YWw6cHc=' } });
  expect(made).toMatchObject({ status: 200, consumer: 'alice', headers: { 'www-authenticate': 'apikey realm="key"' } });
});

test('workflow takes the first rule that matches', () => {
  const rules = [
    { case: [['arg_a', '==', '1']], actions: [['return', { code: 403 }]] },
    { actions: [['return', { code: 404 }]] },
  ];
  expect(answer({ workflow: { rules } })).toMatchObject({
    status: 403,
    body: '{"error_msg":"rejected by workflow"}\n',
  });
});

test('traffic-split sends by weight, and names every node that may be meant', () => {
  const rules = [{ weighted_upstreams: [{ upstream: { nodes: { '10.20.2.21:8080': 1 } }, weight: 1 }, { weight: 1 }] }];
  const made = answers({ 'traffic-split': { rules } }, [{}, {}]);
  expect(made[0]?.nodes).toEqual(['10.20.2.11:8080', '10.20.2.21:8080']);
});

test('request-validation passes the body on with its defaults', () => {
  const schema = {
    type: 'object',
    required: ['amount'],
    properties: { amount: { type: 'number' }, currency: { type: 'string', default: 'EUR' } },
  };
  const [good, bad] = answers({ 'request-validation': { body_schema: schema } }, [
    { method: 'POST', body: '{"amount": 5}' },
    { method: 'POST', body: '{"amount":"5"}' },
  ]);
  expect(good?.upstream?.body).toBe('{"amount":5,"currency":"EUR"}');
  expect(bad).toMatchObject({
    status: 400,
    body: 'property "amount" validation failed: wrong type: expected number, got string',
  });
});

test('limit-conn turns away what is beyond conn and burst until an answer has gone', () => {
  const plugins = {
    'limit-conn': { conn: 1, burst: 1, default_conn_delay: 0.1, key: 'remote_addr', rejected_code: 429 },
  };
  const routes = [{ id: 'orders', uri: '/orders/*', plugins, upstream: { nodes: { '10.20.2.11:8080': 1 } } }];
  const evaluator = createEvaluator({ routes }, { router: 'radixtree_host_uri', door: 'file', serve: true });
  const ask = (): Answer =>
    evaluator.answer({ method: 'GET', path: '/orders/7', host: 'api.shop.example', headers: {} }, { now: noon });
  const [first, second, third] = [ask(), ask(), ask()];
  expect([second.serving?.forward === undefined, third.status]).toEqual([false, 429]);
  first.serving?.forward?.done();
  first.serving?.forward?.done();
  expect(ask().serving?.forward).toBeDefined();
  expect(ask().status).toBe(429);
});
