import { expect, test } from 'vitest';
import { echoBody, react, type Seen } from './behaviour.ts';

const seen: Seen = {
  node: '10.20.2.11:8080',
  method: 'GET',
  target: '/orders/1?x=1',
  host: 'shop.example',
  headers: [['x-fail', '1']],
  body: 'total=5',
};

test('a node without a behaviour echoes, and accepts every upgrade', () => {
  expect(react(undefined, seen)).toMatchObject({ status: 200, body: echoBody, echo: true });
  expect(
    react(undefined, {
      ...seen,
      headers: [
        ['upgrade', 'websocket'],
        ['connection', 'Upgrade'],
      ],
    }),
  ).toMatchObject({ status: 101 });
});

test('the first rule that holds answers', () => {
  const rules = [
    { if: { header: { 'X-Fail': '^2$' } }, status: 500 },
    {
      if: { path: '^/orders/', body: 'total=\\d', method: 'GET' },
      body: 'ab',
      body_repeat: 3,
      headers: { vary: ['a', 'b'] },
    },
    { status: 404 },
  ];
  expect(react({ kind: 'rules', rules }, seen)).toMatchObject({
    status: 200,
    body: 'ababab',
    headers: [
      ['vary', 'a'],
      ['vary', 'b'],
    ],
  });
  expect(react({ kind: 'rules', rules }, { ...seen, method: 'PUT' })).toMatchObject({ status: 404 });
  expect(react({ kind: 'rules', rules: [{ kind: 'close' }] }, seen)).toEqual({ kind: 'close' });
});

test('text is the type of an answer without headers of its own', () => {
  expect(react({ kind: 'fixed', body: 'slow' }, seen)).toMatchObject({ headers: [['Content-Type', 'text/plain']] });
});

test('a probe is answered apart', () => {
  const behaviour = { kind: 'fixed', status: 500, probe_path: '/healthy', probe_status: 200 };
  expect(react(behaviour, { ...seen, target: '/healthy' })).toMatchObject({ status: 200 });
  expect(react(behaviour, seen)).toMatchObject({ status: 500 });
});
