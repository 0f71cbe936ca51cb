import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { echo, serve, type Served } from './testing/envoy.ts';
import { model, policy, rule, upstream } from './testing/model.ts';
import { envoyWriter } from './writer.ts';

let envoy: Served;
let shop: Awaited<ReturnType<typeof echo>>;

beforeAll(async () => {
  shop = await echo();
  const closed = policy({ kind: 'unmapped', protects: true }, 'openid-connect');
  const { files } = envoyWriter.write(
    model(
      [
        rule('orders', '/orders/', { host: { kind: 'exact', name: 'shop.example', sources: [] } }),
        rule('branches', '/orders/', { host: { kind: 'suffix', suffix: '.shop.example', sources: [] } }),
        rule('voice', '/voice/', { websocket: true, policies: [closed] }),
        rule('any', '/any/'),
      ],
      [upstream('shop', shop.port)],
    ),
    createLedger(),
    {
      allow: new Set(),
      secrets: 'inline',
      unsupported: 'close',
      listen: { address: '127.0.0.1', port: 0 },
    },
  );
  envoy = await serve(files[0]?.chunks ?? []);
}, 30_000);

afterAll(async () => {
  await envoy?.stop();
  await shop?.stop();
});

const status = async (method: string, path: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  (await envoy.ask(method, path, headers)).status;

test('TRACE is refused with 405, whatever the routes say', async () => {
  expect(await status('TRACE', '/any/1', { host: 'shop.example' })).toBe(405);
  expect(await status('GET', '/any/1', { host: 'shop.example' })).toBe(200);
});

test('a host with a dot at its end is the host without it, and reaches the upstream as it was sent', async () => {
  for (const host of ['shop.example', 'shop.example.', 'shop.example.:9080', 'eu.shop.example.']) {
    const answer = await envoy.ask('GET', '/orders/1', { host });
    expect(answer.status, host).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ headers: { host } });
  }
  expect(await status('GET', '/orders/1', { host: 'bank.example.' })).toBe(404);
});

test('upstreams are told the port of the Host header, or that of the listener where it names none', async () => {
  const told = async (host: string): Promise<string | undefined> =>
    /"x-forwarded-port":"([^"]*)"/.exec((await envoy.ask('GET', '/any/1', { host })).body)?.[1];
  expect(await told('shop.example:8443')).toBe('8443');
  expect(await told('[2001:db8::1]:80')).toBe('80');
  expect(await told('shop.example')).toBe(await told('[2001:db8::1]'));
  expect(await told('shop.example')).toMatch(/^[0-9]+$/);
});

test('where some routes let connections be upgraded, a closed one says that it is closed, and others refuse', async () => {
  const upgrade = { host: 'shop.example', connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
  expect(await status('GET', '/voice/1', upgrade)).toBe(503);
  expect(await status('GET', '/any/1', upgrade)).toBe(403);
});
