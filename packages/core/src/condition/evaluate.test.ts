import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { all, any, type Condition, not } from './condition.ts';
import { compile, holds } from './evaluate.ts';
import { normalisePath } from './path.ts';
import type { GatewayRequest } from './request.ts';

const order: GatewayRequest = {
  method: 'POST',
  path: '/api//v1/./orders/%34%32?region=eu+west&region=us&flag&note=caf%C3%A9',
  host: 'Orders.Example.com:8080',
  headers: { 'X-Tenant': ['gold', 'silver'], Cookie: 'ab=a; segment=gold' },
  client_ip: '10.1.2.3',
};
const on = (subject: string, rest: object): Condition =>
  // Subject and test are put together here so that each line below reads as one sentence.
  ({ subject, ...rest }) as Condition;

test.each<[string, Condition, boolean]>([
  ['the method is text', on('method', { equals: 'POST' }), true],
  ['the host has no port and is in lower case', on('host', { equals: 'orders.example.com' }), true],
  ['the Host header stays as sent', on('hostHeader', { equals: 'Orders.Example.com:8080' }), true],
  ['the path is decoded, merged and without query', on('path', { equals: '/api/v1/orders/42' }), true],
  ['the raw path stays as sent', on('rawPath', { prefix: '/api//v1/./' }), true],
  ['path and query together have a decoded path', on('uri', { prefix: '/api/v1/orders/42?region=eu+west' }), true],
  ['the query is raw', on('query', { contains: 'eu+west&' }), true],
  ['a plus in a parameter is a blank, and the first value counts', on('parameter:region', { equals: 'eu west' }), true],
  ['a parameter without a value is empty', on('parameter:flag', { equals: '' }), true],
  ['escapes in a parameter are UTF-8', on('parameter:note', { equals: 'café' }), true],
  ['repeated headers are joined', on('header:x-tenant', { equals: 'gold, silver' }), true],
  ['a cookie is found behind another', on('cookie:segment', { in: ['silver', 'gold'] }), true],
  ['lines of a header are counted', on('lines:x-tenant', { equals: '2' }), true],
  ['a pattern is searched anywhere', on('path', { matches: 'v[0-9]/' }), true],
  ['a pattern minds the case unless told otherwise', on('method', { matches: 'post' }), false],
  ['a pattern may ignore the case', on('method', { matches: 'post', ignoreCase: true }), true],
  ['the client address lies in a range', on('clientAddress', { within: ['2001:db8::/32', '10.0.0.0/8'] }), true],
  ['an absent attribute fails every test', on('header:x-missing', { matches: '' }), false],
  ['an absent attribute is not present', on('query', { present: true }), true],
  ['text is compared byte by byte', on('cookie:ab', { text: { is: '<', than: 'é' } }), true],
])('%s', (_, condition, expected) => {
  expect(holds(condition, order)).toBe(expected);
  expect(holds(not(condition), order)).toBe(!expected);
});

test.each([
  ['2.50', true],
  [' 0x3 ', true],
  ['1e1', true],
  ['2.4', false],
  ['3 apples', false],
  ['', false],
])('%j above 2.4 as a number: %s', (value, expected) => {
  const request = { ...order, headers: { 'x-priority': value } };
  expect(holds(on('header:x-priority', { number: { is: '>', than: 2.4 } }), request)).toBe(expected);
});

test('an absolute target brings its own host', () => {
  const request = { ...order, path: 'http://voice.example?x=1' };
  expect(holds(all([on('host', { equals: 'voice.example' }), on('path', { equals: '/' })]), request)).toBe(true);
});

test('conjunction and disjunction follow the laws of logic', () => {
  const part = fc.constantFrom<Condition>(
    on('method', { equals: 'POST' }),
    on('method', { equals: 'GET' }),
    on('cookie:none', { present: true }),
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const both = compile(all(parts))(order);
      expect(both).toBe(parts.every((one) => holds(one, order)));
      expect(compile(not(any(parts.map(not))))(order)).toBe(both);
    }),
  );
});

test.each([
  ['/a/b/../c', '/a/c'],
  ['/a/..', '/'],
  ['/a/b/..', '/a/'],
  ['/a/.', '/a/'],
  ['/a/./', '/a/'],
  ['//a///b//', '/a/b/'],
  ['/a%2F%2e%2E/b', '/b'],
  ['/a%2525', '/a%25'],
  ['/a%3Fb%23c?d', '/a?b#c'],
  ['/a.b/...', '/a.b/...'],
  ['/a#b?c', '/a'],
  ['/..', undefined],
  ['/a/../..', undefined],
  ['/%zz', undefined],
  ['/a%0', undefined],
  ['/%00', undefined],
])('the path %s is read as %s', (raw, expected) => {
  expect(normalisePath(raw)).toBe(expected);
});
