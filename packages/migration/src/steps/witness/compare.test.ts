import { expect, test } from 'vitest';
import type { Seen } from '../../world/world.ts';
import { beyondNoise, continues, differences } from './compare.ts';

const seen = (more: Partial<Seen> = {}): Seen => ({
  status: 200,
  headers: { 'x-gateway': 'apisix' },
  body: 'ok',
  ...more,
});

test('status, each header and the body are compared', () => {
  expect(differences(seen(), seen())).toEqual([]);
  expect(differences(seen(), seen({ status: 401, headers: { 'x-new': '1' }, body: 'no' }))).toEqual([
    'status',
    'x-gateway',
    'x-new',
    'body',
  ]);
});

test('what differs between two answers of the same gateway says nothing', () => {
  expect(beyondNoise(seen({ body: '10:00' }), seen({ body: '10:01' }), seen({ body: '10:02' }))).toEqual([]);
  expect(beyondNoise(seen({ body: '10:00' }), seen({ body: '10:01' }), seen({ body: '10:02', status: 502 }))).toEqual([
    'status',
  ]);
});

test('a limit by client address shows whether two requests count for the same client', () => {
  const left = (count: number, reset = '30'): Seen =>
    seen({ headers: { 'x-ratelimit-remaining': String(count), 'x-ratelimit-reset': reset } });
  expect(continues(left(9), left(8), 1)).toBe(true);
  expect(continues(left(9), left(9), 1)).toBe(false);
  expect(continues(left(0), left(0), 1)).toBe(true);
  expect(continues(left(1), left(99, '60'), 1)).toBeUndefined();
  expect(continues(seen(), seen(), 1)).toBeUndefined();
});

test('the page of a redirect is not compared, its location is', () => {
  const redirect = (location: string, body: string): Seen => seen({ status: 302, headers: { location }, body });
  expect(beyondNoise(redirect('/a', 'one'), redirect('/a', 'one'), redirect('/a', 'another'))).toEqual([]);
  expect(beyondNoise(redirect('/a', 'one'), redirect('/a', 'one'), redirect('/b', 'one'))).toEqual(['location']);
});
