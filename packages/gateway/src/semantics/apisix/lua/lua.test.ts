import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonError } from './json-error.ts';
import { checkSchema } from './json-schema.ts';
import { numberText, toNumber } from './number.ts';
import { pattern } from './pattern.ts';
import { fillCaptures, substitute, template, validReplacement } from './template.ts';

test.each([
  [' 0x10 ', 16],
  ['0b101', 5],
  ['-1.5e2', -150],
  ['.5', 0.5],
  ['0x.8p1', 1],
  ['inf', Number.POSITIVE_INFINITY],
  ['', undefined],
  ['1 2', undefined],
  ['1,5', undefined],
  ['0x', undefined],
])('the text %j is the number %s', (text, number) => {
  expect(toNumber(text)).toBe(number);
});

test('whole numbers are written without a fraction and read back', () => {
  fc.assert(fc.property(fc.integer(), (number) => toNumber(numberText(number)) === number));
});

test('a number has at most 14 digits', () => {
  expect([numberText(1 / 3), numberText(1e20), numberText(2.5)]).toEqual(['0.33333333333333', '1e+20', '2.5']);
});

test('a template takes defaults, leaves escaped signs, and counts what it found', () => {
  const read = (name: string): string | undefined => (name === 'host' ? 'shop.example' : undefined);
  expect(template('$host/${ arg_x ?? 7 }/$gone/\\$host').fill(read)).toEqual({
    text: 'shop.example/7//\\$host',
    resolved: 2,
  });
});

test('captures fill their places, absent ones stay empty', () => {
  expect(fillCaptures('a$1b${2}c$3', ['all', 'X', undefined])).toBe('aXbc');
});

test('a replacement knows $1 and $$, and a bare $name is none', () => {
  expect(substitute('a-b-c', '(-)', '<$1$$>', { all: true })?.text).toBe('a<-$>b<-$>c');
  expect(validReplacement('/new/$1')).toBe(true);
  expect(validReplacement('/$host')).toBe(false);
});

test('an empty match is replaced once at every place', () => {
  expect(substitute('ab', 'x*', '-', { all: true })?.text).toBe('-a-b-');
});

test.each([
  ['^a$', 'a\n', true],
  ['a.c', 'a\nc', false],
  ['(?<=x)y', 'xy', true],
  ['(a)\\1', 'aa', true],
  ['a++b', 'aab', true],
  ['[[:alpha:]]+$', 'voice', true],
  ['(', 'x', undefined],
])('the pattern %j on %j: %s', (source, subject, expected) => {
  expect(pattern(source)?.test(subject)).toBe(expected);
});

test('patterns see bytes, not characters', () => {
  expect(pattern('^..$')?.test(Buffer.from('é').toString('latin1'))).toBe(true);
});

test('schemas put defaults in and name what is wrong', () => {
  const schema = { type: 'object', properties: { size: { type: 'integer', maximum: 9 }, unit: { default: 'kg' } } };
  expect(checkSchema(schema, { size: 7 })).toEqual({ value: { size: 7, unit: 'kg' } });
  expect(checkSchema(schema, { size: 12 })).toEqual({
    problem: 'property "size" validation failed: expected 12 to be at most 9',
  });
});

test('text that is JSON has no error', () => {
  fc.assert(fc.property(fc.json(), (text) => jsonError(text) === undefined));
  expect(jsonError('{"a":1,}')).toBe('Expected object key string but found T_OBJ_END at character 8');
  expect(jsonError('[1 2]')).toBe('Expected comma or array end but found T_NUMBER at character 4');
});
