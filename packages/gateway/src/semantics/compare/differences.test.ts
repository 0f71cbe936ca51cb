import { expect, test } from 'vitest';
import type { SeenAnswer } from './seen.ts';
import { differences } from './differences.ts';

const forwarded: SeenAnswer = {
  status: 200,
  route: 'orders',
  matched_uri: '/orders/*',
  nodes: ['10.20.2.11:8080', '10.20.2.12:8080'],
  upstream: { method: 'GET', target: '/orders/1', host: 'shop.example', headers: { 'x-real-ip': '127.0.0.1' } },
  headers: { 'x-request-id': '<uuid>' },
};
const seen: SeenAnswer = {
  status: 200,
  route: 'orders',
  nodes: ['10.20.2.12:8080'],
  upstream: { method: 'GET', target: '/orders/1', host: 'shop.example', headers: { 'x-real-ip': '127.0.0.1' } },
  headers: { 'x-request-id': '09530439-f635-4078-8b66-8f31adaa01b8' },
};
const fields = (expected: SeenAnswer, observed: SeenAnswer, complete?: boolean): string[] =>
  differences(expected, observed, complete === undefined ? {} : { complete }).map(({ field }) => field);

test('an answer from one of the recorded nodes agrees', () => {
  expect(fields(forwarded, seen)).toEqual([]);
});

test.each<[string, SeenAnswer, string]>([
  ['another status', { ...seen, status: 404 }, 'status'],
  ['another route', { ...seen, route: null }, 'route'],
  ['a node that is not among the recorded ones', { ...seen, nodes: ['10.20.9.9:8080'] }, 'nodes'],
  ['no node at all', { ...seen, nodes: [] }, 'nodes'],
  ['a header that is missing', { ...seen, headers: {} }, 'headers.x-request-id'],
  ['a header too many', { ...seen, headers: { ...seen.headers, vary: 'Origin' } }, 'headers.vary'],
  ['a value that does not fit its placeholder', { ...seen, headers: { 'x-request-id': '7' } }, 'headers.x-request-id'],
  ['a body where the echo was recorded', { ...seen, body: 'changed' }, 'body'],
  ['the pattern, where the observer can see it', { ...seen, matched_uri: '/*' }, 'matched_uri'],
])('%s is a difference', (_, observed, field) => {
  expect(fields(forwarded, observed)).toEqual([field]);
});

test.each<[string, object, string]>([
  ['method', { method: 'POST' }, 'upstream.method'],
  ['target', { target: '/orders/2' }, 'upstream.target'],
  ['host', { host: 'other.example' }, 'upstream.host'],
  ['added header', { headers: { 'x-real-ip': '127.0.0.1', 'x-extra': '1' } }, 'upstream.headers.x-extra'],
  ['removed header', { removed: ['cookie'] }, 'upstream.removed'],
  ['body', { body: 'x' }, 'upstream.body'],
])('what the node receives is compared: %s', (_, change, field) => {
  const upstream = { method: 'GET', target: '/orders/1', host: 'shop.example', headers: { 'x-real-ip': '127.0.0.1' } };
  expect(fields(forwarded, { ...seen, upstream: { ...upstream, ...change } })).toEqual([field]);
});

test('a node that receives a request which none should receive is a difference', () => {
  const refused = { status: 403, route: 'orders', headers: {} };
  expect(fields(refused, { ...refused, nodes: ['10.20.2.11:8080'] })).toEqual(['nodes']);
});

test('an evaluator must name every node', () => {
  expect(fields(forwarded, seen, true)).toEqual(['nodes']);
  expect(fields(forwarded, { ...seen, nodes: forwarded.nodes ?? [] }, true)).toEqual([]);
});

test('one of several recorded statuses agrees', () => {
  const open = { statuses: [200, 502], tries: [1, 2] };
  expect(fields(open, { status: 502, tries: [2], body: 'Bad Gateway' })).toEqual([]);
  expect(fields(open, { status: 503, tries: [3] })).toEqual(['status', 'tries']);
  expect(fields({ ...open, tries: [2] }, { status: 200, tries: [1] })).toEqual([]);
});

test("of the server's own page status and type are compared, the text is not", () => {
  const type = { 'content-type': 'text/html; charset=utf-8' };
  const page = { status: 502, headers: type, body_kind: 'html page of the server' };
  expect(fields(page, { status: 502, headers: type, body: 'no healthy upstream' })).toEqual([]);
  expect(fields(page, { status: 503, headers: type, body: '' })).toEqual(['status']);
  expect(fields(page, { status: 502, headers: { 'content-type': 'text/plain' }, body: '' })).toEqual([
    'headers.content-type',
  ]);
});

test("the server's own page is not compared either where it refused one of many requests", () => {
  const rejected = { status: 429, body_kind: 'html page of the server' };
  expect(fields({ rejected }, { rejected: { status: 429, body: 'Too Many Requests' } })).toEqual([]);
  expect(fields({ rejected }, { rejected: { status: 503, body: '' } })).toEqual(['rejected.status']);
});

test('what a gateway calls itself and says of its own work is not compared', () => {
  const own = { ...seen.headers, server: 'envoy', via: '1.1 x', 'x-envoy-upstream-service-time': '1' };
  expect(fields(forwarded, { ...seen, headers: own })).toEqual([]);
});

test('a request header that is announced by name does not count, unless the source sends it too', () => {
  const upstream = { ...forwarded.upstream, method: 'GET', target: '/orders/1', host: 'shop.example' };
  const more = { ...seen, upstream: { ...upstream, headers: { 'x-real-ip': '10.0.0.1', 'x-request-id': '1' } } };
  const added = new Set(['x-request-id', 'x-real-ip']);
  expect(differences(forwarded, more, { added }).map(({ field }) => field)).toEqual(['upstream.headers.x-real-ip']);
});

test('JSON bodies are compared as JSON', () => {
  const json = { body_json: { code: 7, msg: 'no' } };
  expect(fields(json, { body: '{"msg":"no","code":7}' })).toEqual([]);
  expect(fields(json, { body: '{"msg":"no","code":8}' })).toEqual(['body_json']);
});

test('no answer at all is no 404', () => {
  expect(fields({ route: null }, { route: null })).toEqual([]);
  expect(fields({ route: null }, { status: 0 })).toEqual(['status']);
});
