import { describe as suite, expect, test } from 'vitest';
import { read, route } from './testing/read.ts';

const conditionOf = (vars: unknown) =>
  read({ routes: [route('pay', { uri: '/pay', vars })] }).model.rules[0]?.condition;

suite('vars', () => {
  test.each([
    ['equality with a text', [['arg_v', '==', '2']], { subject: 'parameter:v', equals: '2' }],
    ['equality without operator', [['arg_v', '2']], { subject: 'parameter:v', equals: '2' }],
    [
      'a number on the right compares numbers',
      [['arg_v', '==', 2]],
      { subject: 'parameter:v', number: { is: '==', than: 2 } },
    ],
    [
      'a number written as text still orders numbers',
      [['arg_v', '>', '0xff']],
      { subject: 'parameter:v', number: { is: '>', than: 255 } },
    ],
    ['inequality holds for what is absent', [['cookie_id', '~=', 'a']], { not: { subject: 'cookie:id', equals: 'a' } }],
    ['equality with null is absence', [['http_host', '==', null]], { not: { subject: 'hostHeader', present: true } }],
    ['inequality with null is presence', [['arg_v', '~=', null]], { subject: 'parameter:v', present: true }],
    ['a boolean equals no text', [['arg_v', '==', true]], { always: false }],
    ['in looks only at texts', [['arg_v', 'IN', ['a', 1]]], { subject: 'parameter:v', in: ['a'] }],
    ['has finds nothing in a text', [['arg_v', 'has', 'a']], { always: false }],
    ['ordering against no number never holds', [['arg_v', '<', 'x']], { always: false }],
    ['an expression', [['uri', '~~', '^/p']], { subject: 'path', matches: '^/p' }],
    [
      'an expression without regard to case',
      [['http_te', '~*', 'A']],
      { subject: 'header:te', matches: 'A', ignoreCase: true },
    ],
    ['addresses', [['remote_addr', 'ipmatch', ['10.0.0.0/8']]], { subject: 'clientAddress', within: ['10.0.0.0/8'] }],
    ['a reversed test', [['arg_v', '!', '~~', 'a']], { not: { subject: 'parameter:v', matches: 'a' } }],
    [
      'nested alternatives',
      ['OR', ['arg_a', '==', '1'], ['arg_b', '==', '2']],
      {
        any: [
          { subject: 'parameter:a', equals: '1' },
          { subject: 'parameter:b', equals: '2' },
        ],
      },
    ],
    [
      'negated alternatives',
      ['!OR', ['arg_a', '==', '1'], ['arg_b', '==', '2']],
      {
        not: {
          any: [
            { subject: 'parameter:a', equals: '1' },
            { subject: 'parameter:b', equals: '2' },
          ],
        },
      },
    ],
    [
      'look-ahead at the beginning is taken apart',
      [['uri', '~~', '^(?!/a)/']],
      { all: [{ not: { subject: 'path', matches: '^(?:/a)' } }, { subject: 'path', matches: '^/' }] },
    ],
    ['whether there are arguments', [['is_args', '==', '?']], { subject: 'query', matches: '.' }],
    ['whether there are none', [['is_args', '~=', '?']], { not: { subject: 'query', matches: '.' } }],
    ['a text that a flag never has', [['https', '==', 'off']], { always: false }],
    ['a URI parameter has no value yet', [['uri_param_id', '==', '1']], { always: false }],
    ['an empty list always holds', [], { always: true }],
  ])('%s', (_, vars, expected) => expect(conditionOf(vars)).toEqual(expected));

  test.each([
    ['an unknown operator', [['arg_v', '===', '1']]],
    ['a lone test without brackets', ['arg_v', '==', '1']],
    ['a logical operator with one part', ['OR', ['arg_v', '==', '1']]],
    ['four parts without an exclamation mark', [['arg_v', '?', '==', '1']]],
    ['an address that is none', [['remote_addr', 'ipmatch', ['10.0.0.300']]]],
  ])('%s drops the route', (_, vars) => {
    const { model, said } = read({ routes: [route('pay', { uri: '/pay', vars })] });
    expect(model.rules).toEqual([]);
    expect(said[0]).toMatch(/^APX010 /);
  });

  test('what cannot be expressed closes the route for all requests that it may match', () => {
    const vars = [
      ['arg_v', '==', '1'],
      ['uri', '~~', '(a)\\1'],
    ];
    const pay = route('pay', { uri: '/pay', vars, host: '*.shop.example', methods: ['GET'] });
    const { model, said } = read({ routes: [pay] });
    const { affects } = model.findings.find(({ code }) => code === 'APX035') ?? {};
    const when = {
      all: [
        { subject: 'host', suffix: '.shop.example' },
        { subject: 'path', equals: '/pay' },
        { subject: 'method', in: ['GET'] },
        { subject: 'parameter:v', equals: '1' },
      ],
    };
    expect(affects).toEqual({ routes: 'all', when });
    expect(model.rules[0]?.condition).toEqual({ subject: 'parameter:v', equals: '1' });
    expect(model.rules[0]?.policies).toMatchObject([{ kind: 'unmapped', origin: 'vars', protects: true }]);
    expect(said).toEqual(['APX035 /routes/0/vars/1']);
  });

  test('in YAML a null is an empty table and equals nothing', () => {
    const text =
      'routes:\n- {id: pay, uri: /pay, vars: [[arg_v, "==", null]], upstream: {nodes: {"10.0.0.1:80": 1}}}\n#END\n';
    expect(read(text).model.rules[0]?.condition).toEqual({ always: false });
  });

  test('client addresses and methods are conditions of the route', () => {
    const { rules } = read({
      routes: [route('pay', { uri: '/pay', methods: ['GET'], remote_addrs: ['10.0.0.0/8', '::1'] })],
    }).model;
    expect(rules[0]).toMatchObject({
      methods: ['GET'],
      condition: { subject: 'clientAddress', within: ['10.0.0.0/8', '::1'] },
    });
  });
});
