import { expect, test } from 'vitest';
import { ask, type Asked } from './ask.ts';
import { createEvaluator } from './semantics/apisix/evaluator.ts';
import { answerSchema } from './semantics/schema.ts';

const config = {
  routes: [
    {
      id: 'orders',
      uri: '/orders/*',
      plugins: { 'limit-count': { count: 1, time_window: 60 } },
      upstream: { nodes: { '10.20.2.11:8080': 1 } },
    },
    { id: 'orders-list', uri: '/orders/list', methods: ['POST'], upstream: { nodes: { '10.20.2.12:8080': 1 } } },
  ],
};
const asked = (lines: readonly string[], place?: (pointer: string) => string): readonly Asked[] => [
  ...ask(
    createEvaluator(config, { router: 'radixtree_host_uri', door: 'file', place, trace: true }),
    lines,
    1_800_000_000_000,
  ),
];
const answerOf = (one: Asked | undefined) => (one !== undefined && 'answer' in one ? one.answer : undefined);

test('a line is a request, and what it leaves out has a default', () => {
  const [one] = asked(['{"path":"/orders/7","host":"shop.example"}']);
  expect(answerOf(one)).toMatchObject({ status: 200, route: 'orders', nodes: ['10.20.2.11:8080'] });
});

test('lines share their state, and a pause lets time go by', () => {
  const line = '{"path":"/orders/7","host":"shop.example"}';
  const later = '{"path":"/orders/7","host":"shop.example","pause_before_ms":60001}';
  expect(asked([line, line, '', later]).map((one) => answerOf(one)?.status)).toEqual([200, 503, 200]);
});

test('a line that is no request is told apart and does not stop the rest', () => {
  const found = asked(['{', '{"path":7}', '{"path":"/none","host":"shop.example"}']);
  expect(found.slice(0, 2)).toEqual([
    { line: 1, problem: 'json', at: '' },
    { line: 2, problem: 'shape', at: 'path' },
  ]);
  expect(answerOf(found[2])?.status).toBe(404);
});

test('the trace tells which candidates were tried, why they failed, and where they stand', () => {
  const [one] = asked(['{"path":"/orders/list","host":"shop.example"}'], (pointer) => `apisix.yaml${pointer}`);
  expect(answerOf(one)?.trace.slice(0, 3)).toEqual([
    { step: 'host', detail: 'routes without hosts' },
    { step: 'path', detail: '/orders/list of orders-list: method', place: 'apisix.yaml/routes/1' },
    { step: 'path', detail: '/orders/* of orders: matched', place: 'apisix.yaml/routes/0' },
  ]);
});

test('every answer fits the published schema', () => {
  for (const one of asked(['{"path":"/orders/7","host":"shop.example"}', '{"path":"/%zz","host":"shop.example"}']))
    expect(answerSchema.safeParse(answerOf(one)).error).toBeUndefined();
});
