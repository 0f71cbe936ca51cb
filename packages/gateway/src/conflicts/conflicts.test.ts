import * as fc from 'fast-check';
import { describe as suite, expect, test } from 'vitest';
import { convert } from '../convert/convert.ts';
import { read } from '../readers/apisix/testing/read.ts';
import { createEvaluator } from '../semantics/apisix/evaluator.ts';
import { conflicts, hiddenRules } from './conflicts.ts';

const upstream = { type: 'roundrobin', nodes: { '10.0.0.1:8080': 1 } } as const;
const route = (id: string, fields: object): object => ({ id, upstream, ...fields });

/** `CODE route by request`. */
const said = (...routes: readonly object[]): string[] =>
  conflicts(read({ routes }).model).map(({ code, params }) =>
    [code, params['route'], params['by'], params['request']].join(' '),
  );

suite('routes that never answer', () => {
  test('the second of two routes that ask for the same is a duplicate', () => {
    expect(
      said(route('pay', { uri: '/pay', host: 'shop.example' }), route('again', { uri: '/pay', host: 'shop.example' })),
    ).toEqual(['CNV020 again pay GET http://shop.example/pay']);
  });

  test('a route with less priority behind one that asks for less is never reached', () => {
    const wide = route('wide', { uri: '/pay/*', priority: 1 });
    const narrow = route('narrow', { uri: '/pay/*', methods: ['POST'], vars: [['http_x', '==', 'a']] });
    expect(said(narrow, wide)).toEqual(['CNV021 narrow wide POST http://any.example/pay/ …']);
  });

  test('a longer or an exact path is reached, whatever the priority of the shorter one', () => {
    expect(said(route('all', { uri: '/*', priority: 9 }), route('pay', { uri: '/pay' }))).toEqual([]);
  });

  test('of several paths the one that is not reached is said', () => {
    const first = route('first', { uri: '/pay', priority: 1 });
    expect(said(first, route('second', { uris: ['/pay', '/orders'] }))).toEqual([
      'CNV022 second first GET http://any.example/pay',
    ]);
  });

  test('what only a filter function decides hides nothing', () => {
    const guarded = route('guarded', { uri: '/pay', priority: 1, filter_func: 'function(vars) return false end' });
    expect(said(guarded, route('open', { uri: '/pay' }))).toEqual([]);
  });

  test('the place of the winner is told beside that of the loser', () => {
    const [one] = conflicts(read({ routes: [route('pay', { uri: '/pay' }), route('again', { uri: '/pay' })] }).model);
    expect(one?.params['at']).toMatch(/^apisix\.json:1:\d+$/);
    expect(one?.source?.pointer).toBe('/routes/1');
  });

  test('a conversion says it, and no answer differs by it', () => {
    const bytes = new TextEncoder().encode(
      JSON.stringify({ routes: [route('a', { uri: '/a' }), route('b', { uri: '/a' })] }),
    );
    const made = convert([{ name: 'apisix.json', bytes }], { to: 'envoy' });
    const found = made.ok ? made.value.findings.find(({ code }) => code === 'CNV020') : undefined;
    expect(found?.affects).toEqual({ routes: [], when: { always: false } });
  });
});

const path = fc.constantFrom('/pay', '/pay/*', '/pay*', '/pay/now', '/*', '/pay/*/x', '/orders/:id');
const host = fc.constantFrom('shop.example', '*.shop.example', '*shop.example', '*', 'my.shop.example');
const condition = fc.constantFrom(
  ['http_x', '==', 'a'],
  ['http_x', '~=', 'a'],
  ['arg_y', '==', '1'],
  ['http_z', '~~', '^b'],
);
const fields = fc.record(
  {
    uri: path,
    hosts: fc.uniqueArray(host, { minLength: 1, maxLength: 2 }),
    methods: fc.uniqueArray(fc.constantFrom('GET', 'POST'), { minLength: 1 }),
    vars: fc.uniqueArray(condition, { minLength: 1, maxLength: 2 }),
    priority: fc.integer({ min: 0, max: 2 }),
  },
  { requiredKeys: ['uri'] },
);
const request = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  path: fc.constantFrom(
    '/pay',
    '/pay/',
    '/pay/now',
    '/pay/a/x',
    '/payment',
    '/orders/1',
    '/',
    '/pay?y=1',
    '/pay/now?y=1',
  ),
  host: fc.constantFrom('shop.example', 'my.shop.example', 'a.my.shop.example', 'myshop.example', 'bank.example'),
  headers: fc.dictionary(fc.constantFrom('x', 'z'), fc.constantFrom('a', 'b'), { maxKeys: 2 }),
});
const routers = ['radixtree_host_uri', 'radixtree_uri', 'radixtree_uri_with_parameter'] as const;

test('by the evaluator, which knows nothing of the table, no request ever reaches what is called unreachable', () => {
  fc.assert(
    fc.property(
      fc.array(fields, { minLength: 2, maxLength: 6 }),
      fc.constantFrom(...routers),
      fc.array(request, { minLength: 25, maxLength: 25 }),
      (all, router, requests) => {
        const config = { routes: all.map((one, index) => route(`r${index}`, one)) };
        const { model } = read(config, { router });
        const hidden = new Set(hiddenRules(model.rules).map(({ rule }) => rule.name));
        const reached = new Set(model.rules.filter(({ name }) => !hidden.has(name)).map((one) => one.route));
        const evaluator = createEvaluator(config, { router, door: 'file' });
        for (const one of requests) {
          const { route: winner } = evaluator.answer(one, { now: 0 });
          if (winner !== null && winner !== undefined) expect(reached.has(winner)).toBe(true);
        }
      },
    ),
    { numRuns: 300 },
  );
});
