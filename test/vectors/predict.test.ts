import { expect, test } from 'vitest';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { predictions } from './predict.ts';
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
  expect(predict(request, 'orders')).toEqual(['DOC001']);
  expect(predict({ ...request, method: 'POST' }, 'orders')).toEqual([]);
  expect(predict(request, 'voice')).toEqual([]);
  expect(predict(request, null)).toEqual([]);
});

test('a finding about all routes selects requests that no route answers, one without effect selects none', () => {
  expect(predictions([found({ routes: 'all', when: get })])(request, null)).toEqual(['DOC001']);
  expect(predictions([found(undefined)])(request, 'orders')).toEqual([]);
});

test('the summary tells announced from unannounced differences, and false alarms', () => {
  const difference = { field: 'status', expected: 200, observed: 404 };
  const outcome = (differs: boolean, announced: boolean): CaseOutcome['requests'][number] => ({
    observed: {},
    differences: differs ? [difference] : [],
    announcedBy: announced ? ['DOC001'] : [],
  });
  const requests = [outcome(true, true), outcome(true, false), outcome(false, true), outcome(false, false)];
  expect(summarise('envoy', [{ id: 'orders-001', requests }])).toEqual({
    through: 'envoy',
    cases: 1,
    requests: 4,
    agree: 2,
    announced: 1,
    unannounced: 1,
    falseAlarms: 1,
  });
});
