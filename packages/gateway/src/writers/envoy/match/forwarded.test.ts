import { always, never, not, type Condition } from '@banyan/core/condition/condition.ts';
import { expect, test } from 'vitest';
import type { HeaderMatcher } from '../config.ts';
import { answer, plainVariant, type Variant } from '../policies/variant.ts';
import { forwardedOf } from './forwarded.ts';
import { matchersOf } from './matchers.ts';

const robots: Condition = { subject: 'header:user-agent', contains: 'robot' };
const guard = (negated: boolean): readonly HeaderMatcher[] => matchersOf({ test: robots, negated }) ?? [];
const refused = (by: readonly HeaderMatcher[]): Variant => answer(plainVariant, 403, 'no', [], by);

test('a rule without answers of its own forwards everything, a closed one nothing', () => {
  expect(forwardedOf([plainVariant], new Set())).toEqual(always);
  expect(forwardedOf([refused([])], new Set())).toEqual(never);
});

test('what is refused by a condition of the source is not forwarded', () => {
  const told = new Set([...guard(false), ...guard(true)]);
  expect(forwardedOf([refused(guard(false)), plainVariant], told)).toEqual(not(robots));
  expect(forwardedOf([{ ...plainVariant, guard: guard(true) }, refused([])], told)).toEqual(not(robots));
});

test('of a matcher that may hold a secret only the header is told', () => {
  const key = matchersOf({ test: { subject: 'header:apikey', equals: 'voice-secret' }, negated: false }) ?? [];
  const found = forwardedOf([{ ...plainVariant, guard: key }, refused([])], new Set());
  expect(found).toEqual({ subject: 'header:apikey', present: true });
});

test('what is not known for sure counts as forwarded', () => {
  const internal: HeaderMatcher = { name: 'x-banyan-jwt', string_match: { exact: 'alice' } };
  expect(forwardedOf([{ ...plainVariant, guard: [internal] }, refused([])], new Set())).toEqual(always);
  expect(forwardedOf([refused([internal]), plainVariant], new Set())).toEqual(always);
  expect(forwardedOf([{ ...refused([]), share: 50 }, plainVariant], new Set())).toEqual(always);
});
