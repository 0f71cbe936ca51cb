import { expect, test } from 'vitest';
import { always, type Condition } from '@banyan/core/condition/condition.ts';
import type { Model, Rule } from '@banyan/gateway/model/model.ts';
import { edgeMatches, inseparable, sourceRoutes } from './routes.ts';

interface Wanted {
  readonly route: string;
  readonly prefix?: string;
  readonly exact?: string;
  readonly host?: string;
  readonly methods?: readonly string[];
  readonly condition?: Condition;
}

/** Only what these functions look at. */
function table(rules: readonly Wanted[]): Model {
  const made = rules.map(({ route, prefix, exact, host, methods = [], condition = always }) => ({
    route,
    host:
      host === undefined
        ? { kind: 'any' }
        : host.startsWith('*')
          ? { kind: 'suffix', suffix: host.slice(1) }
          : { kind: 'exact', name: host },
    path: exact === undefined ? { kind: 'prefix', prefix: prefix ?? '/' } : { kind: 'exact', path: exact },
    methods,
    condition,
  }));
  // The other parts of a model are not looked at here.
  return { rules: made as unknown as readonly Rule[] } as Model;
}

const phases = [{ name: 'orders', routes: ['orders'] }];

test('a more specific route that stays is named before the phase that would take its requests', () => {
  const model = table([
    { route: 'health', exact: '/orders/health' },
    { route: 'orders', prefix: '/orders/' },
    { route: 'rest' },
  ]);
  expect(edgeMatches(model, phases)).toEqual({
    phases: [{ name: 'orders', matches: [{ hosts: [], paths: [{ prefix: '/orders/' }], methods: [], order: 1 }] }],
    stay: [{ hosts: [], paths: [{ exact: '/orders/health' }], methods: [], order: 0 }],
  });
});

test('a host with a star matches what lies below it', () => {
  expect(sourceRoutes(table([{ route: 'voice', host: '*.voice.example', prefix: '/v1/' }]))).toEqual([
    { id: 'voice', hosts: ['*.voice.example'], paths: ['/v1/*'] },
  ]);
});

test('routes that only a header tells apart must move together', () => {
  const beta: Condition = { subject: 'header:x-beta', present: true };
  const pair = [{ route: 'beta', condition: beta }, { route: 'orders' }] as const;
  expect(inseparable(table(pair), phases)).toEqual({ route: 'beta', other: 'orders' });
  expect(inseparable(table(pair), [{ name: 'orders', routes: ['orders', 'beta'] }])).toBeUndefined();
  const apart = [
    { route: 'beta', condition: beta, methods: ['POST'] },
    { route: 'orders', methods: ['GET'] },
  ] as const;
  expect(inseparable(table(apart), phases)).toBeUndefined();
});
