import { expect, test } from 'vitest';
import { luaText } from './script.ts';
import { checkCode } from './schema.ts';

const order = {
  type: 'object',
  required: ['amount'],
  properties: { amount: { type: 'number', minimum: 1 }, currency: { enum: ['EUR', 'USD'], default: 'EUR' } },
  additionalProperties: false,
};

test('a schema becomes one function for each of its parts, innermost first', () => {
  const made = checkCode(order);
  expect(made?.completes).toBe(true);
  expect(made?.code.match(/local function check\d/g)).toHaveLength(3);
  expect(made?.code).toContain('property \\034amount\\034 is required');
  expect(made?.code.trimEnd().endsWith('local check = check3')).toBe(true);
});

test.each([
  ['a pattern', { pattern: '^a$' }],
  ['a reference', { $ref: '#/definitions/order' }],
  ['a choice of schemas', { anyOf: [{ type: 'object' }, { type: 'array' }] }],
  ['a list as enumerated value', { enum: [['EUR']] }],
  ['a default that is no plain value', { properties: { tags: { default: [] } } }],
])('%s has no translation', (_, schema) => {
  expect(checkCode(schema)).toBeUndefined();
});

test('text is quoted byte by byte, so that nothing in it can end the literal', () => {
  expect(luaText('a"\\\n é')).toBe('"a\\034\\092\\010 \\195\\169"');
});
