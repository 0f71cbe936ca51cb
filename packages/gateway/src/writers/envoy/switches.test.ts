import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { expect, test } from 'vitest';
import { echo, serve } from './testing/envoy.ts';
import { model, policy, rule, upstream } from './testing/model.ts';
import { envoyWriter } from './writer.ts';

test('a limit counts whoever escapes a letter of the path as well', async () => {
  const shop = await echo();
  const once = policy({
    kind: 'limit',
    rate: { kind: 'window', count: 1, seconds: 3600, sliding: false },
    key: [{ attribute: 'clientAddress' }],
    withoutKey: 'client',
    status: 429,
    message: undefined,
    headers: undefined,
    group: 'orders',
    turn: 'limit-count',
    counted: 'each',
  });
  const rules = [rule('orders', '/orders/', { policies: [once] }), rule('free', '/free/')];
  const written = envoyWriter.write(model(rules, [upstream('shop', shop.port)]), createLedger(), {
    allow: new Set(['lua']),
    secrets: 'inline',
    unsupported: 'close',
    listen: { address: '127.0.0.1', port: 0 },
  });
  const served = await serve(written.files[0]?.chunks ?? []);
  try {
    const status = async (path: string, headers = {}) =>
      (await served.ask('GET', path, { host: 'shop.example', ...headers })).status;
    expect(await status('/orders/1')).toBe(200);
    expect(await status('/%6frders/1')).toBe(429);
    const forged = { 'x-banyan-on': ' envoy.filters.http.local_ratelimit/limits-1 ' };
    expect([await status('/free/1'), await status('/free/1', forged)]).toEqual([200, 200]);
  } finally {
    await served.stop();
    await shop.stop();
  }
}, 30_000);
