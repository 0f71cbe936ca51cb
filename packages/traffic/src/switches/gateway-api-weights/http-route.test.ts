import { expect, test } from 'vitest';
import { listOf, member } from '../../proxies/json.ts';
import type { Split } from '../switch.ts';
import { httpRouteShape } from './http-route.ts';
import { GatewayApiSplit, type GatewayApiSplitInput } from './model.ts';

const shapeOf = (hosts: string[], phases: GatewayApiSplitInput['phases']) =>
  httpRouteShape(
    GatewayApiSplit.parse({
      migration: 'shop',
      namespace: 'shop',
      parents: [{ name: 'front' }],
      hosts,
      old: { service: 'old', port: 80 },
      new: { service: 'new', namespace: 'next', port: 80 },
      phases,
    }),
  );
const split = (shares: Split['shares']): Split => ({ generation: 7, author: 'engine', shares });

test('one rule for each phase, with the generation in its name and weights in hundredths of a percent', () => {
  const shape = shapeOf(['shop.example'], [{ name: 'orders', matches: [{ paths: [{ prefix: '/orders/' }] }] }]);
  const [object, second] = shape.objects(split({ orders: 12.34 }));
  expect(second).toBeUndefined();
  expect(object?.metadata.name).toBe('banyan-shop-split');
  expect(member(object?.spec, 'rules')).toEqual([
    {
      name: 'shop.orders.g7.1-1',
      matches: [{ path: { type: 'PathPrefix', value: '/orders' } }],
      backendRefs: [
        { name: 'old', port: 80, weight: 8766 },
        { name: 'new', namespace: 'next', port: 80, weight: 1234 },
      ],
    },
    {
      name: 'shop.stay.1-2',
      matches: [{ path: { type: 'PathPrefix', value: '/' } }],
      backendRefs: [{ name: 'old', port: 80, weight: 10_000 }],
    },
  ]);
});

test('hosts with the same rules share an object, others have one of their own', () => {
  const shape = shapeOf(
    ['a.example', 'b.example', 'c.example'],
    [
      { name: 'orders', matches: [{ hosts: ['c.example'] }] },
      { name: 'voice', matches: 'rest' },
    ],
  );
  const objects = shape.objects(split({ orders: 0, voice: 0 }));
  expect(objects.map(({ metadata, spec }) => [metadata.name, member(spec, 'hostnames')])).toEqual([
    ['banyan-shop-split', ['a.example', 'b.example']],
    ['banyan-shop-split-2', ['c.example']],
  ]);
  expect(objects.map((object) => [...shape.sharesIn(object).keys()])).toEqual([['voice'], ['orders', 'voice']]);
});

test('no object is fuller than the API allows, and none loses a match', () => {
  const paths = Array.from({ length: 300 }, (_, index) => ({ exact: `/orders/${index}` }));
  const many = Array.from({ length: 20 }, (_, index) => ({
    name: `p${index}`,
    matches: [{ paths: [{ exact: `/${index}` }] }],
  }));
  const objects = shapeOf(['a.example'], [{ name: 'orders', matches: [{ paths }] }, ...many]).objects(split({}));
  const rules = objects.map(({ spec }) => listOf(member(spec, 'rules')));
  const matches = rules.map((some) => some.map((rule) => listOf(member(rule, 'matches')).length));
  expect(Math.max(...rules.map((some) => some.length))).toBeLessThanOrEqual(16);
  expect(Math.max(...matches.flat())).toBeLessThanOrEqual(64);
  expect(Math.max(...matches.map((some) => some.reduce((sum, one) => sum + one, 0)))).toBeLessThanOrEqual(128);
  expect(matches.flat().reduce((sum, one) => sum + one, 0)).toBe(300 + 20 + 1);
});
