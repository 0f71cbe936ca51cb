import { expect, test } from 'vitest';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { predictions } from '@banyan/gateway/semantics/compare/predict.ts';
import { type CaseOutcome, summarise } from './outcome.ts';

const request = { method: 'GET', path: '/orders/1', host: 'shop.example', headers: {} };
const found = (affects: Finding['affects']): Finding => ({
  code: 'DOC001',
  level: 'warning',
  params: {},
  ...(affects === undefined ? {} : { affects }),
});
const get = { subject: 'method', equals: 'GET' } as const;

test('a finding selects the requests of its routes for which its condition holds', () => {
  const predict = predictions([found({ routes: ['orders'], when: get })]);
  expect(predict.codes(request, 'orders')).toEqual(['DOC001']);
  expect(predict.codes({ ...request, method: 'POST' }, 'orders')).toEqual([]);
  expect(predict.codes(request, 'voice')).toEqual([]);
  expect(predict.codes(request, null)).toEqual([]);
});

test('a finding about all routes selects requests that no route answers, one without effect selects none', () => {
  expect(predictions([found({ routes: 'all', when: get })]).codes(request, null)).toEqual(['DOC001']);
  expect(predictions([found(undefined)]).codes(request, 'orders')).toEqual([]);
});

test('a finding that names headers announces these alone', () => {
  const predict = predictions([found({ routes: 'all', when: get, headers: ['x-request-id'] })]);
  expect(predict.codes(request, 'orders')).toEqual([]);
  expect([...predict.added(request, 'orders')]).toEqual(['x-request-id']);
  expect([...predict.added({ ...request, method: 'POST' }, 'orders')]).toEqual([]);
});

test('a finding about counts says nothing of a single request', () => {
  const predict = predictions([found({ routes: ['orders'], when: get, counts: true })]);
  expect(predict.codes(request, 'orders')).toEqual([]);
  expect(predict.counts(request, 'orders')).toEqual(['DOC001']);
  expect(predict.counts(request, 'voice')).toEqual([]);
});

test('a finding about a pause selects requests while it lasts, and none without what begins it', () => {
  const after = { statuses: [500], times: 2, seconds: 2, longest: 3 };
  const predict = predictions([found({ routes: ['orders'], when: get, after })]);
  const bad = (ago: number, route = 'orders', status = 500) => ({ route, status, ago });
  expect(predict.codes(request, 'orders')).toEqual([]);
  expect(predict.codes(request, 'orders', { earlier: [bad(1)] })).toEqual([]);
  expect(predict.codes(request, 'orders', { earlier: [bad(1), bad(1, 'voice'), bad(1, 'orders', 404)] })).toEqual([]);
  expect(predict.codes(request, 'orders', { earlier: [bad(2), bad(1)] })).toEqual(['DOC001']);
  expect(predict.codes(request, 'orders', { earlier: [bad(6), bad(5)] })).toEqual([]);
  expect(predict.codes(request, 'orders', { earlier: [bad(9), bad(8), bad(5), bad(4)] })).toEqual(['DOC001']);
  expect(predict.codes(request, 'orders', { earlier: [bad(9), bad(8), bad(6), bad(5), bad(1)] })).toEqual([]);
});

test('a finding about statuses selects requests that the source answers with one of them', () => {
  const predict = predictions([found({ routes: 'all', when: get, statuses: [502, 504] })]);
  expect(predict.codes(request, 'orders')).toEqual([]);
  expect(predict.codes(request, 'orders', { statuses: [200] })).toEqual([]);
  expect(predict.codes(request, 'orders', { statuses: [200, 502] })).toEqual(['DOC001']);
});

test('a finding about content types selects requests whose answer has one of them', () => {
  const predict = predictions([found({ routes: 'all', when: get, types: ['text/plain; charset=utf-8'] })]);
  expect(predict.codes(request, 'orders', { type: 'text/plain' })).toEqual([]);
  expect(predict.codes(request, 'orders', { type: 'text/plain; charset=utf-8' })).toEqual(['DOC001']);
  const any = predictions([found({ routes: 'all', when: get, types: ['text/html'] })]);
  expect(any.codes(request, 'orders', { type: 'text/html; charset=utf-8' })).toEqual(['DOC001']);
  expect(any.codes(request, 'orders', { type: 'text/plain' })).toEqual([]);
});

test('the summary tells announced from unannounced differences, and false alarms', () => {
  const outcome = (differs: boolean, announced: boolean, field = 'status'): CaseOutcome['requests'][number] => ({
    observed: {},
    differences: differs ? [{ field, expected: 'one', observed: 'another' }] : [],
    announcedBy: announced ? ['DOC001'] : [],
  });
  const requests = [
    outcome(true, true),
    outcome(true, false),
    outcome(false, true),
    outcome(false, false),
    outcome(true, true, 'headers.vary'),
  ];
  expect(summarise('envoy', [{ id: 'orders-001', requests }])).toEqual({
    through: 'envoy',
    cases: 1,
    requests: 5,
    agree: 2,
    decision: 3,
    full: 2,
    refused: { cases: 0, agree: 0 },
    announced: 2,
    unannounced: 1,
    unserved: 0,
    falseAlarms: 1,
  });
});
