import { expect, test } from 'vitest';
import { regex } from '../../envoy/config.ts';
import { alternatives } from './alternatives.ts';

test('a pattern that is too long is divided at alternatives outside of groups and classes', () => {
  const long = 'a'.repeat(600);
  const header = { name: ':path', string_match: regex(`(?:x|y)${long}|[|]\\|${long}|b`) };
  expect(alternatives([header]).map(([one]) => one)).toEqual([
    { name: ':path', string_match: regex(`(?:x|y)${long}`) },
    { name: ':path', string_match: regex(`[|]\\|${long}|b`) },
  ]);
});

test('what is short, negative or one piece stays as it is', () => {
  const pieces = [regex('a|b'), regex('c'.repeat(2000)), { exact: 'a|b' }];
  for (const string_match of pieces) {
    const header = { name: 'x-shop', string_match };
    expect(alternatives([header])).toEqual([[header]]);
  }
  const negative = { name: 'x-shop', string_match: regex(`a|${'b'.repeat(2000)}`), invert_match: true };
  expect(alternatives([negative])).toEqual([[negative]]);
});
