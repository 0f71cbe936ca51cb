import { expect, test } from 'vitest';
import type { PhaseMatch } from '../model.ts';
import { GatewayApiSplit } from './model.ts';
import { inexpressible } from './precedence.ts';

/** Phases in the order in which they are tried. */
function judged(...phases: readonly (readonly Partial<PhaseMatch>[])[]): string {
  const definition = GatewayApiSplit.parse({
    migration: 'shop',
    namespace: 'shop',
    parents: [{ name: 'front' }],
    hosts: ['shop.example'],
    old: { service: 'old', port: 80 },
    new: { service: 'new', port: 80 },
    phases: phases.map((matches, index) => ({ name: `p${index}`, matches })),
  });
  const found = inexpressible(definition);
  return found === undefined ? 'ok' : `${found.code} ${String(found.params['phase'])} ${String(found.params['other'])}`;
}

test('longer prefixes that are tried first, and paths that have nothing in common, can be written', () => {
  expect(judged([{ paths: [{ prefix: '/orders/express/' }] }], [{ paths: [{ prefix: '/orders/' }] }])).toBe('ok');
  expect(judged([{ paths: [{ prefix: '/orders/' }] }], [{ paths: [{ prefix: '/payments/express' }] }])).toBe('ok');
  expect(
    judged([{ paths: [{ exact: '/a' }], methods: ['GET'] }], [{ paths: [{ exact: '/a' }], methods: ['PUT'] }]),
  ).toBe('ok');
  expect(judged([{ hosts: ['a.example'] }], [{ hosts: ['b.example'], paths: [{ exact: '/b' }] }])).toBe('ok');
});

test('TRF069: a shorter prefix that is tried before a longer one of another phase cannot', () => {
  expect(judged([{ paths: [{ prefix: '/orders/' }] }], [{ paths: [{ prefix: '/orders/express/' }] }])).toBe(
    'TRF069 p0 p1',
  );
  expect(judged([{ paths: [{ prefix: '/' }] }], [{ paths: [{ exact: '/health' }] }])).toBe('TRF069 p0 p1');
  expect(judged([{ paths: [{ exact: '/a' }] }], [{ paths: [{ exact: '/a' }], methods: ['GET'] }])).toBe('TRF069 p0 p1');
  expect(judged([{ hosts: ['*.example'] }], [{ hosts: ['a.example'], paths: [{ exact: '/a' }] }])).toBe('TRF069 p0 p1');
});

test('a regular expression has no place in the order of Gateway API', () => {
  expect(judged([{ paths: [{ regex: '/v[12]/.*' }] }])).toBe('TRF069 p0 ');
});
