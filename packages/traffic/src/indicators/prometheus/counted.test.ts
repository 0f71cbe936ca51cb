import { expect, test } from 'vitest';
import { add, type Added } from './counted.ts';

const all = (...looks: readonly Readonly<Record<string, number>>[]): number =>
  looks.reduce<Added | undefined>((before, look) => add(before, new Map(Object.entries(look))), undefined)?.total ?? 0;

test('what was counted before the first look is the beginning', () => {
  expect(all({ a: 100 })).toBe(0);
  expect(all({ a: 100 }, { a: 130 })).toBe(30);
});

test('a series that appears counts in full: the first errors are the ones that matter', () => {
  expect(all({ a: 100 }, { a: 100, b: 37 })).toBe(37);
  expect(all({}, { b: 37 })).toBe(37);
});

test('one process of several that begins anew is no error of the others', () => {
  expect(all({ a: 1000, b: 1000 }, { a: 1010, b: 5 }, { a: 1020, b: 8 })).toBe(28);
});

test('a series that is gone keeps what it counted, and goes on from there when it comes back', () => {
  expect(all({ a: 100 }, { a: 120 }, {}, { a: 125 })).toBe(25);
});
