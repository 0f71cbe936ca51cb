import { expect, test } from 'vitest';
import { createEvaluator } from '../evaluator.ts';

interface Ask {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly later?: number;
}

/** What the cache says of each request in turn, `*` behind it where the node was asked. */
function course(conf: object, asks: readonly Ask[], sent: Readonly<Record<string, string>> = {}): readonly string[] {
  const route = {
    id: 'orders',
    uri: '/*',
    plugins: { 'proxy-cache': conf },
    upstream: { nodes: { '10.20.2.11:80': 1 } },
  };
  const evaluator = createEvaluator(
    { routes: [route] },
    {
      router: 'radixtree_host_uri',
      door: 'file',
      backend: () => ({ status: 200, headers: { 'content-type': 'text/plain', ...sent }, body: 'hello' }),
    },
  );
  return asks.map(({ later = 0, ...ask }) => {
    const request = { method: 'GET', path: '/orders', host: 'api.shop.example', headers: {}, ...ask };
    const { status, headers, nodes } = evaluator.answer(request, { now: 1_800_000_000_000 + later });
    return `${headers?.['apisix-cache-status'] ?? status}${nodes === undefined ? '' : '*'}`;
  });
}

const memory = { cache_strategy: 'memory', cache_zone: 'memory_cache', cache_ttl: 300 };

test('an answer is kept until its time is over, and is given to HEAD too', () => {
  const asks = [{}, {}, { method: 'HEAD' }, { later: 300_001 }];
  expect(course(memory, asks)).toEqual(['MISS*', 'HIT', 'HIT', 'EXPIRED*']);
  expect(course({}, [{}, {}, { later: 9_000 }, { later: 11_000 }])).toEqual(['MISS*', 'HIT', 'HIT', 'EXPIRED*']);
});

test('a method that is not kept is a miss in memory, and passes by the disk', () => {
  expect(course(memory, [{ method: 'POST' }])).toEqual(['MISS*']);
  expect(course({}, [{ method: 'POST' }])).toEqual(['BYPASS*']);
});

test('a purge empties the memory, while nginx still holds the file', () => {
  const asks = [{}, { method: 'PURGE' }, {}, { method: 'PURGE', path: '/none' }];
  expect(course(memory, asks)).toEqual(['MISS*', '200', 'MISS*', '404']);
  expect(course({}, asks)).toEqual(['MISS*', '200', 'HIT', '404']);
});

test('Vary makes variants, and private answers and cookies are not kept', () => {
  const asks = ['de', 'en', 'de'].map((language) => ({ headers: { 'x-lang': language } }));
  for (const conf of [memory, {}]) {
    expect(course(conf, asks, { vary: 'X-Lang' })).toEqual(['MISS*', 'MISS*', 'HIT']);
    expect(course(conf, [{}, {}], { 'cache-control': 'private' })).toEqual(['MISS*', 'MISS*']);
    expect(course(conf, [{}, {}], { 'set-cookie': 'a=1' })).toEqual(['MISS*', 'MISS*']);
  }
});

test('what the client says counts in memory only, and only when it is asked for', () => {
  const asks = [
    {},
    { headers: { 'cache-control': 'no-cache' } },
    { path: '/n', headers: { 'cache-control': 'only-if-cached' } },
  ];
  const said = { 'cache-control': 'max-age=60' };
  expect(course({ ...memory, cache_control: true }, asks, said)).toEqual(['MISS*', 'BYPASS*', 'MISS']);
  expect(course({ cache_control: true }, asks, said)).toEqual(['MISS*', 'HIT', 'MISS*']);
});
