/** Limits of requests, against a real Envoy. */
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Rule } from '../../../model/model.ts';
import type { Template } from '../../../model/base.ts';
import type { Limit } from '../../../model/policy.ts';
import { echo, serve, type Served } from '../testing/envoy.ts';
import { model, policy, rule, upstream } from '../testing/model.ts';
import { envoyWriter } from '../writer.ts';
import { bucketOf } from './bucket.ts';

const tenant: Template = [{ attribute: 'header:x-tenant' }];
const window = (count: number): Limit['rate'] => ({ kind: 'window', count, seconds: 3600, sliding: false });

const limit = (group: string, rest: Partial<Omit<Limit, 'kind'>> = {}) =>
  policy(
    {
      kind: 'limit',
      rate: window(2),
      key: tenant,
      withoutKey: 'client',
      status: 429,
      message: undefined,
      headers: { limit: 'X-RateLimit-Limit', remaining: 'X-RateLimit-Remaining', reset: 'X-RateLimit-Reset' },
      group,
      turn: 'limit-count',
      counted: 'each',
      ...rest,
    },
    'limit-count',
  );

const prefixed = (prefix: string) => ({
  limit: `X-${prefix}-RateLimit-Limit`,
  remaining: `X-${prefix}-RateLimit-Remaining`,
  reset: `X-${prefix}-RateLimit-Reset`,
});

const rules: readonly Rule[] = [
  rule('orders', '/orders/', { policies: [limit('orders', { message: 'slow down' })] }),
  rule('voice', '/voice/', { policies: [limit('voice', { status: 200 })] }),
  rule('odd', '/odd/', { policies: [limit('odd', { status: 430 })] }),
  rule('search', '/search/', {
    policies: [limit('search', { key: [{ attribute: 'parameter:user' }, '-', ...tenant] })],
  }),
  rule('reports', '/reports/', {
    policies: [
      limit('reports.0', { withoutKey: 'pass', rate: window(1), headers: prefixed('1') }),
      limit('reports.1', {
        turn: 'limit-count-2',
        key: [{ attribute: 'clientAddress' }],
        rate: window(3),
        headers: prefixed('2'),
      }),
    ],
  }),
  rule('one', '/one/', { policies: [limit('both', { key: [] })] }),
  rule('two', '/two/', { policies: [limit('both', { key: [] })] }),
];

describe('a limit', () => {
  let shop: Awaited<ReturnType<typeof echo>>;
  let envoy: Served;
  beforeAll(async () => {
    shop = await echo();
    const written = envoyWriter.write(model(rules, [upstream('shop', shop.port)]), createLedger(), {
      allow: new Set(),
      secrets: 'inline',
      unsupported: 'close',
      listen: { address: '127.0.0.1', port: 0 },
    });
    envoy = await serve(written.files[0]?.chunks ?? []);
  }, 30_000);
  afterAll(async () => {
    await envoy?.stop();
    await shop?.stop();
  });
  const ask = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    envoy.ask('GET', path, { host: 'shop.example', ...headers });
  const statuses = async (path: string, ...sent: readonly Readonly<Record<string, string>>[]): Promise<number[]> => {
    const found: number[] = [];
    for (const headers of sent) found.push((await ask(path, headers)).status);
    return found;
  };

  test('refuses in the words of the source and tells how much is left', async () => {
    const first = await ask('/orders/1', { 'x-tenant': 'alice' });
    expect([first.headers['x-ratelimit-limit'], first.headers['x-ratelimit-remaining']]).toEqual(['2', '1']);
    await ask('/orders/1', { 'x-tenant': 'alice' });
    const refused = await ask('/orders/1', { 'x-tenant': 'alice' });
    expect([refused.status, refused.body, refused.headers['content-type']]).toEqual([
      429,
      '{"error_msg":"slow down"}\n',
      'text/plain; charset=utf-8',
    ]);
    expect(refused.headers['x-banyan-message']).toBeUndefined();
  });

  test('counts whoever leaves its key out, or empty, by the address', async () => {
    const nobody = { 'x-tenant': '' };
    expect(await statuses('/orders/1', {}, nobody, {}, nobody, { 'x-tenant': 'bob' })).toEqual([
      200, 200, 429, 429, 200,
    ]);
  });

  test('may refuse with a status that is no error', async () => {
    await statuses('/voice/1', {}, {});
    const refused = await ask('/voice/1');
    expect([refused.status, refused.body, refused.headers['content-type']]).toEqual([
      200,
      '',
      'text/plain; charset=utf-8',
    ]);
  });

  test('may refuse with a status that Envoy does not know', async () => {
    expect(await statuses('/odd/1', {}, {}, {})).toEqual([200, 200, 430]);
    const refused = await ask('/odd/1');
    expect([refused.body, refused.headers['content-type']]).toEqual(['', undefined]);
  });

  test('counts each combination of the values that are there', async () => {
    const alice = { 'x-tenant': 'alice' };
    expect(await statuses('/search/?user=1', alice, alice, alice)).toEqual([200, 200, 429]);
    expect(await statuses('/search/?user=2', alice, {}, {}, {})).toEqual([200, 200, 200, 429]);
    expect(await statuses('/search/', alice, alice, alice)).toEqual([200, 200, 429]);
    expect(await statuses('/search/?user=', {}, {}, {})).toEqual([200, 200, 429]);
  });

  test('of several rules counts by those whose key is there, and names each in headers of its own', async () => {
    const first = await ask('/reports/1', { 'x-tenant': 'alice' });
    expect([first.headers['x-1-ratelimit-remaining'], first.headers['x-2-ratelimit-remaining']]).toEqual(['0', '2']);
    const refused = await ask('/reports/1', { 'x-tenant': 'alice' });
    expect([refused.status, refused.headers['x-2-ratelimit-limit']]).toEqual([429, undefined]);
    const other = await ask('/reports/1');
    expect([other.headers['x-1-ratelimit-limit'], other.headers['x-2-ratelimit-remaining']]).toEqual([undefined, '1']);
    expect(other.headers['x-ratelimit-limit']).toBeUndefined();
  });

  test('of a group is shared by its routes', async () => {
    expect([...(await statuses('/one/', {})), ...(await statuses('/two/', {}, {}))]).toEqual([200, 200, 429]);
  });
});

test('a leaky bucket holds one token more than its burst, and fills at its rate', () => {
  const bucket = (perSecond: number, burst: number) => {
    const limited = limit('x', { rate: { kind: 'leak', perSecond, burst, delays: false } });
    return limited.kind === 'limit' ? bucketOf(limited) : undefined;
  };
  expect(bucket(5, 2)).toEqual({ max_tokens: 3, tokens_per_fill: 5, fill_interval: '1s' });
  expect(bucket(0.05, 0)).toEqual({ max_tokens: 1, tokens_per_fill: 5, fill_interval: '100s' });
  expect(bucket(0.0005, 0.5)).toEqual({ max_tokens: 1, tokens_per_fill: 1, fill_interval: '2000s' });
});
