import { compile } from '@banyan/core/condition/evaluate.ts';
import type { Test } from '@banyan/core/condition/condition.ts';
import * as fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { cookieValue, parameterValue, path, plain } from './alphabet.ts';
import { print } from './print.ts';
import { languageOf } from './test-language.ts';

// RE2JS has no \C; all values below are ASCII, where a dot that takes everything is the same.
const whole = (pattern: string): RE2JS => RE2JS.compile(`(?s)(?:${pattern.replaceAll('\\C', '.')})`);
const accepts = (rule: object, alphabet = plain): ((value: string) => boolean) => {
  // The subject is of no interest here; each caller gives exactly one test.
  const language = languageOf({ subject: 'header:x', ...rule } as unknown as Test);
  if (language === undefined) throw new Error('no language');
  const pattern = whole(print(language, alphabet));
  return (value) => pattern.matches(value);
};
const judge = (rule: object): ((value: string) => boolean) => {
  // As above.
  const holds = compile({ subject: 'header:x', ...rule } as unknown as Test);
  return (value) => holds({ method: 'GET', path: '/', host: 'a', headers: { x: value } });
};

const numeral = fc.oneof(
  fc.tuple(fc.constantFrom('', '+', '-', ' '), fc.stringMatching(/^0{0,2}\d{0,3}(\.\d{0,3})?$/)).map((p) => p.join('')),
  fc.stringMatching(/^-?0[xX][0-9a-fA-F]{1,3} ?$/),
  fc.constantFrom('', '.', '-', 'abc', '5.', '.5', '0x', '00', '-0', '1 2'),
);
const constant = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  fc.integer({ min: -3000, max: 3000 }).map((number) => number / 100),
  fc.constantFrom(0, 0.5, 0.05, 10, 100, 2.5, -0.25, 1e-7, 1e21),
);

test('numbers written in decimal and hexadecimal compare as arithmetic does', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('==', '<', '<=', '>', '>='),
      constant,
      fc.array(numeral, { minLength: 8, maxLength: 8 }),
      (is, than, values) => {
        const rule = { number: { is, than } };
        const [mine, right] = [accepts(rule), judge(rule)];
        for (const value of values) expect([value, mine(value)]).toEqual([value, right(value)]);
      },
    ),
    { numRuns: 400 },
  );
});

test('text compares byte by byte', () => {
  const word = fc.stringMatching(/^[a-d]{0,4}$/);
  fc.assert(
    fc.property(fc.constantFrom('<', '<=', '>', '>='), word, word, (is, than, value) => {
      const rule = { text: { is, than } };
      expect(accepts(rule)(value)).toBe(judge(rule)(value));
    }),
  );
});

test('addresses in any spelling lie in their ranges and in no other', () => {
  const group = fc.constantFrom('0', '1', 'db8', '2001', 'ffff', '00a0', '8000');
  const six = fc.oneof(
    fc.array(group, { minLength: 8, maxLength: 8 }).map((all) => all.join(':')),
    fc
      .tuple(fc.array(group, { maxLength: 3 }), fc.array(group, { maxLength: 3 }))
      .map(([a, b]) => `${a.join(':')}::${b.join(':')}`),
  );
  const four = fc
    .array(fc.constantFrom(0, 1, 10, 99, 127, 128, 192, 200, 255, 256), { minLength: 4, maxLength: 4 })
    .map((all) => all.join('.'));
  const range = fc.oneof(
    fc.tuple(four, fc.integer({ min: 0, max: 32 })).map(([address, bits]) => `${address}/${bits}`),
    fc.tuple(six, fc.integer({ min: 0, max: 128 })).map(([address, bits]) => `${address}/${bits}`),
    four,
    six,
  );
  fc.assert(
    fc.property(range, fc.array(fc.oneof(four, six), { minLength: 6, maxLength: 6 }), (within, values) => {
      const rule = { within: [within, '10.1.2.3'] };
      const [mine, right] = [accepts(rule), judge(rule)];
      for (const value of [...values, within.replace(/\/.*/, '')])
        expect([value, mine(value)]).toEqual([value, right(value)]);
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['^gold[0-9]*$', false],
  ['beta', false],
  ['^$', false],
  ['[a-f]+$', true],
  ['iphone|android', true],
  ['^(eu|us)-(west|east)$|^ap', false],
  ['\\d+', false],
  ['(Chrome|Firefox)/[0-9]+', false],
  ['^(^a|b$)', false],
  ['a{2,3}b?', false],
  ['(?i)X-Y', false],
  ['[^a-z]', false],
  ['.', false],
])('the pattern %s finds in the language what it finds in the value', (matches, ignoreCase) => {
  const rule = { matches, ignoreCase };
  const [mine, right] = [accepts(rule), judge(rule)];
  const pieces = fc.constantFrom(
    'gold',
    '7',
    'beta',
    'A',
    'f',
    'iPhone',
    'eu-west',
    'ap',
    'Chrome/1',
    'aab',
    'x-y',
    'a',
    'b',
    '',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 3 }), (parts) => {
      const value = parts.join('');
      expect([value, mine(value)]).toEqual([value, right(value)]);
    }),
  );
});

test('a parameter is recognised however it is escaped', () => {
  const same = accepts({ equals: 'eu west+1&é' }, parameterValue);
  expect(same('eu+west%2B1%26%C3%A9')).toBe(true);
  expect(same('%65u%20west%2b1%26%c3%a9')).toBe(true);
  expect(same('eu+west+1&%C3%A9')).toBe(false);
});

test('a path is recognised as Envoy leaves it', () => {
  const same = accepts({ equals: '/a b/c+d"é' }, path);
  expect(same('/a%20b/c+d%22%C3%A9')).toBe(true);
  expect(same('/a%20b/c%2bd%22%c3%a9')).toBe(true);
  expect(same('/a b/c+d%22%C3%A9')).toBe(false);
});

test('the value of a cookie ends at the semicolon', () => {
  expect(accepts({ prefix: 'ab' }, cookieValue)('abc')).toBe(true);
  expect(accepts({ prefix: 'ab' }, cookieValue)('abc;d')).toBe(false);
});
