import { expect, test } from 'vitest';
import type { Answer } from '../../answer.ts';
import type { Call, CallAnswer } from '../../call.ts';
import { createEvaluator } from '../evaluator.ts';

/** The answer of a route with these plugins where the server that they ask answers this, and what it was asked. */
function asked(
  plugins: object,
  reply: CallAnswer | 'unknown',
  request: object = {},
): { readonly answer: Answer; readonly calls: readonly Call[] } {
  const calls: Call[] = [];
  const call = (made: Call): CallAnswer => {
    calls.push(made);
    return reply === 'unknown' ? undefined : reply;
  };
  const routes = [{ id: 'orders', uri: '/orders/*', plugins, upstream: { nodes: { '10.20.2.11:8080': 1 } } }];
  const options = { router: 'radixtree_host_uri', door: 'file', ...(reply === 'unknown' ? {} : { call }) } as const;
  const sent = { method: 'GET', path: '/orders/a%20b//c?x=1', host: 'shop.example:8080', headers: {}, ...request };
  return { answer: createEvaluator({ routes }, options).answer(sent, { now: 1_800_000_000_000 }), calls };
}

const ok = (headers: readonly (readonly [string, string])[] = [], body = '', status = 200): CallAnswer => ({
  status,
  headers,
  body,
});
const auth = { uri: 'http://auth.shop.example/check', upstream_headers: ['X-User'], client_headers: ['Location'] };

test('forward-auth tells the path decoded and merged, the host without its port, and no header that is not listed', () => {
  const { calls } = asked({ 'forward-auth': auth }, ok(), { headers: { authorization: 'Bearer x' } });
  expect(calls).toMatchObject([{ node: 'auth.shop.example:80', target: '/check', host: 'auth.shop.example' }]);
  expect(calls[0]?.headers).toMatchObject({
    'x-forwarded-uri': '/orders/a b/c?x=1',
    'x-forwarded-host': 'shop.example',
  });
  expect(calls[0]?.headers).not.toHaveProperty('authorization');
});

test('below 300 forward-auth lets the request through and replaces what the client claimed to be', () => {
  const named = asked({ 'forward-auth': auth }, ok([['x-user', 'alice']], '', 201), { headers: { 'x-user': 'root' } });
  expect(named.answer.upstream?.headers).toMatchObject({ 'x-user': 'alice' });
  const silent = asked({ 'forward-auth': auth }, ok(), { headers: { 'x-user': 'root' } });
  expect(silent.answer.upstream?.removed).toEqual(['x-user']);
});

test('what forward-auth refuses goes to the client with the headers that are named', () => {
  const { answer } = asked(
    { 'forward-auth': auth },
    ok(
      [
        ['Location', '/login'],
        ['X-Why', 'no'],
      ],
      'go away',
      302,
    ),
  );
  expect(answer).toMatchObject({ status: 302, body: 'go away', headers: { location: '/login' } });
  expect(answer.headers).not.toHaveProperty('x-why');
});

test('without an answer forward-auth refuses, unless it may degrade', () => {
  expect(asked({ 'forward-auth': { ...auth, status_on_error: 401 } }, undefined).answer.status).toBe(401);
  expect(asked({ 'forward-auth': { ...auth, allow_degradation: true } }, undefined).answer.status).toBe(200);
});

const policy = { host: 'http://10.20.3.56:8181', policy: 'gw/allow', send_headers_upstream: ['X-User', 'X-Level'] };

test.each([
  ['allows, whatever its status', ok([], '{"result":{"allow":true}}', 500), 200],
  ['refuses', ok([], '{"result":{"allow":false}}'), 403],
  ['refuses with a status of its own', ok([], '{"result":{"allow":false,"status_code":429,"reason":"quota"}}'), 429],
  ['has no result', ok([], '{}'), 503],
  ['is no JSON', ok([], 'no'), 503],
  ['is true instead of an object', ok([], '{"result":true}'), 500],
  ['does not come', undefined, 403],
])('where the answer of opa %s, the gateway answers accordingly', (_, reply, status) => {
  expect(asked({ opa: policy }, reply).answer.status).toBe(status);
});

test('opa is told the request, and its headers reach the upstream where they are named', () => {
  const body = '{"result":{"allow":true,"headers":{"X-User":"alice","X-Other":"no"}}}';
  const { answer, calls } = asked({ opa: policy }, ok([], body), { headers: { 'x-level': '9' } });
  expect(JSON.parse(calls[0]?.body ?? '')).toMatchObject({
    input: { request: { path: '/orders/a b/c', query: { x: '1' }, host: 'shop.example' } },
  });
  expect(answer.upstream).toMatchObject({ headers: { 'x-user': 'alice' }, removed: ['x-level'] });
  expect(answer.upstream?.headers).not.toHaveProperty('x-other');
});

test('where nobody says what such a server answers, the plugin is not covered', () => {
  expect(asked({ opa: policy }, 'unknown').answer.notCovered).toEqual(['opa']);
  expect(asked({ 'forward-auth': auth }, 'unknown').answer.notCovered).toEqual(['forward-auth']);
});
