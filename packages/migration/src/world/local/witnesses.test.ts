import { always } from '@banyan/core/condition/condition.ts';
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { expect, test } from 'vitest';
import { announced } from './witnesses.ts';

const request: GatewayRequest = { method: 'GET', path: '/orders/7/', host: 'api.voice.example', headers: {} };

test('a witness is excused by a finding whose condition selects it', () => {
  const tail = finding(
    'APX039',
    { option: 'delete_uri_tail_slash' },
    { affects: { routes: 'all', when: { subject: 'path', suffix: '/' } } },
  );
  expect(announced([tail], 'orders', request)).toEqual(['APX039']);
  expect(announced([tail], 'orders', { ...request, path: '/orders/7' })).toEqual([]);
});

test('a finding about every request of every route excuses no witness', () => {
  const body = finding(
    'APX042',
    { option: '/nginx_config/http/client_max_body_size' },
    { affects: { routes: 'all', when: always } },
  );
  expect(announced([body], 'orders', request)).toEqual([]);
});
