import { compile } from '@banyan/core/condition/evaluate.ts';
import type { Condition } from '@banyan/core/condition/condition.ts';
import { expect, test } from 'vitest';
import type { ClientAddress } from '../../../model/by-request.ts';
import { asked, isAddress } from './pattern.ts';

const from = (list: ClientAddress['list'], trusted?: readonly string[]): ClientAddress => ({
  kind: 'client-address',
  origin: 'real-ip',
  sources: [],
  from: 'header:x-forwarded-for',
  trusted,
  list,
});
const holds = (condition: Condition | undefined, value: string): boolean =>
  condition !== undefined &&
  compile(condition)({ method: 'GET', path: '/', host: 'shop.example', headers: { 'x-forwarded-for': value } });
const partners: Condition = { subject: 'clientAddress', within: ['198.51.100.0/24', '2001:db8::/32'] };

test.each([
  ['198.51.100.9', true],
  ['198.51.100.9:4711', true],
  ['2001:db8::5', true],
  ['[2001:db8::5]:99', true],
  ['203.0.113.7', false],
  ['198.51.100.9, 10.1.1.1', false],
  ['voice', false],
])('the address %s alone is a partner: %s', (value, partner) => {
  expect(holds(asked(partners, from('none')), value)).toBe(partner);
});

test.each([
  ['1.2.3.4, 198.51.100.9', true],
  ['198.51.100.9, 10.1.1.1', false],
])('of the list %s the last address is a partner: %s', (value, partner) => {
  expect(holds(asked(partners, from('last')), value)).toBe(partner);
});

test.each([
  ['198.51.100.9, 10.1.1.1', true],
  ['198.51.100.9,10.1.1.1, 10.2.2.2', true],
  ['198.51.100.9, 203.0.113.7, 10.1.1.1', false],
  ['10.3.3.3, 10.1.1.1', false],
  ['198.51.100.9', true],
  ['198.51.100.9, voice', false],
])('of the list %s the last address that is not our own is a partner: %s', (value, partner) => {
  expect(holds(asked(partners, from('last-untrusted', ['10.0.0.0/8'])), value)).toBe(partner);
});

test('what is no address is not taken', () => {
  expect(holds(isAddress(from('none')), 'voice')).toBe(false);
  expect(holds(isAddress(from('last-untrusted', ['10.0.0.0/8'])), '198.51.100.9, voice')).toBe(false);
  expect(holds(isAddress(from('last-untrusted', ['0.0.0.0/0', '::/0'])), '198.51.100.9, 10.1.1.1')).toBe(true);
});

test('a comparison of the text cannot be asked', () => {
  expect(asked({ subject: 'clientAddress', prefix: '10.' }, from('none'))).toBeUndefined();
});
