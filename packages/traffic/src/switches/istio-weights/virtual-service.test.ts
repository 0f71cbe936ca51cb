import { expect, test } from 'vitest';
import { member } from '../../proxies/json.ts';
import type { Split } from '../switch.ts';
import { IstioSplit, type IstioSplitInput } from './model.ts';
import { istioShape } from './virtual-service.ts';

const split: Split = { generation: 7, author: 'engine', shares: { orders: 25, voice: 0 } };
const shapeOf = (phases: IstioSplitInput['phases'], stay: IstioSplitInput['stay'] = []) =>
  istioShape(
    IstioSplit.parse({
      migration: 'shop',
      namespace: 'shop',
      gateways: ['edge', 'istio-system/public'],
      hosts: ['Shop.example'],
      old: { host: 'old', port: 80 },
      new: { host: 'new.elsewhere.svc.cluster.local', port: 8080 },
      phases,
      stay,
    }),
  );
const rest = { name: 'voice', matches: 'rest' as const };
const orders = { name: 'orders', matches: [{ paths: [{ prefix: '/orders/' }], methods: ['GET', 'PUT'] }] };
const rulesOf = (shape: ReturnType<typeof shapeOf>): unknown => member(shape.objects(split)[0]?.spec, 'http');

test('one rule for each phase, with the generation in its name, absolute weights, and the record in annotations', () => {
  const [object] = shapeOf([orders, rest]).objects(split);
  expect(object?.metadata.annotations).toEqual({
    'banyan.dev/generation': '7',
    'banyan.dev/author': 'engine',
    'banyan.dev/shares': '{"orders":25,"voice":0}',
  });
  const to = (host: string, number: number, weight: number) => ({ destination: { host, port: { number } }, weight });
  const fresh = 'new.elsewhere.svc.cluster.local';
  const retries = { attempts: 2, retryOn: 'connect-failure,refused-stream' };
  expect(member(object?.spec, 'http')).toEqual([
    {
      name: 'shop.orders.g7',
      match: [{ uri: { prefix: '/orders/' }, method: { regex: 'GET|PUT' } }],
      route: [to('old', 80, 75), to(fresh, 8080, 25)],
      retries,
    },
    { name: 'shop.voice.g7', route: [to('old', 80, 100), to(fresh, 8080, 0)], retries },
  ]);
});

test('matches are tried in their order, and what belongs to no phase stays on the old side', () => {
  const express = { paths: [{ exact: '/orders/express' }], order: -1 };
  const names = [rulesOf(shapeOf([orders], [express]))]
    .flat()
    .map((rule) => [member(rule, 'name'), member(rule, 'match')]);
  expect(names).toEqual([
    ['shop.stay', [{ uri: { exact: '/orders/express' } }]],
    ['shop.orders.g7', [{ uri: { prefix: '/orders/' }, method: { regex: 'GET|PUT' } }]],
    ['shop.stay', undefined],
  ]);
});

test('the shares of an object are those of its weights; rules of others say nothing', () => {
  const shape = shapeOf([orders, rest]);
  const [object] = shape.objects(split);
  if (object === undefined) throw new Error('there is no object');
  expect(shape.sharesIn(object)).toEqual(new Map(Object.entries(split.shares)));
  expect(shape.claimOf(object)).toEqual({ gateways: ['shop/edge', 'istio-system/public'], hosts: ['shop.example'] });
});
