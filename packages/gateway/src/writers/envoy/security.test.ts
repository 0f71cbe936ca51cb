/** What a client may send to gain something it must not have, and what happens to it; against a real Envoy. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Rule } from '../../model/model.ts';
import { echo, serve, type Served } from './testing/envoy.ts';
import { model, policy, rule, upstream } from './testing/model.ts';
import type { WriterOptions } from '../writer.ts';
import { envoyWriter } from './writer.ts';

const byKey = policy(
  {
    kind: 'authenticate-by-key',
    header: 'apikey',
    parameter: 'apikey',
    hideCredentials: false,
    realm: 'shop',
    anonymous: undefined,
  },
  'key-auth',
);
const unknownProtection = policy({ kind: 'unmapped', protects: true }, 'voice-print');

const rules: readonly Rule[] = [
  rule('inside', '/inside/', { condition: { subject: 'clientAddress', within: ['203.0.113.0/24'] } }),
  rule('edge-port', '/ports/', { condition: { subject: 'port', equals: '1' } }),
  rule('named', '/named/', { condition: { subject: 'sni', equals: 'shop.example' } }),
  rule('keys', '/keys/', { policies: [byKey] }),
  rule('closed', '/closed/', { policies: [unknownProtection], websocket: true }),
  rule('orders', '/orders/'),
];

const written = (port: number, options: Partial<WriterOptions> = {}) =>
  envoyWriter.write(model(rules, [upstream('shop', port)]), createLedger(), {
    allow: new Set(),
    secrets: 'inline',
    unsupported: 'close',
    listen: { address: '127.0.0.1', port: 0 },
    ...options,
  });

describe.each([[[]], [['lua' as const]]])('with %j allowed', (allowed) => {
  let shop: Awaited<ReturnType<typeof echo>>;
  let envoy: Served;
  beforeAll(async () => {
    shop = await echo();
    envoy = await serve(written(shop.port, { allow: new Set(allowed) }).files[0]?.chunks ?? []);
  }, 30_000);
  afterAll(async () => {
    await envoy?.stop();
    await shop?.stop();
  });
  const status = async (path: string, headers: Readonly<Record<string, string>> = {}) =>
    (await envoy.ask('GET', path, { host: 'shop.example', ...headers })).status;
  const received = async (path: string, headers: Readonly<Record<string, string>>): Promise<string> =>
    (await envoy.ask('GET', path, { host: 'shop.example', ...headers })).body;

  test("the gateway's own headers cannot be forged", async () => {
    expect(await status('/inside/1', { 'x-banyan-client': '203.0.113.9' })).toBe(404);
    expect(await status('/ports/1', { 'x-banyan-port': '1' })).toBe(404);
    expect(await status('/named/1', { 'x-banyan-sni': 'shop.example' })).toBe(404);
    expect(await status('/orders/1', { 'x-banyan-refused': '1' })).toBe(200);
    expect(await received('/orders/1', { 'x-banyan-client': '203.0.113.9', 'x-banyan-port': '1' })).not.toContain(
      '203.0.113.9',
    );
  });

  test("Envoy's control headers of a client have no effect and reach no upstream", async () => {
    const forged = {
      'x-envoy-original-path': '/keys/1',
      'x-envoy-upstream-rq-timeout-ms': '1',
      'x-envoy-max-retries': '50',
      'x-envoy-retry-on': '5xx',
      'x-envoy-force-trace': '1',
      'x-envoy-external-address': '203.0.113.9',
      'x-envoy-internal': 'true',
    };
    expect(await received('/orders/1', forged)).toMatch(/"target":"\/orders\/1"/);
    expect(await received('/orders/1', forged)).not.toMatch(/x-envoy-(?!original-path|force-trace)/);
  });

  test('a consumer is named by the gateway where a route authenticates, and by the client only elsewhere', async () => {
    const spoof = { 'x-consumer-username': 'root', apikey: 'key-of-alice' };
    expect(JSON.parse(await received('/keys/1', spoof))).toMatchObject({
      headers: { 'x-consumer-username': 'alice' },
    });
    expect(await status('/keys/1', { 'x-consumer-username': 'root' })).toBe(401);
    expect(JSON.parse(await received('/orders/1', spoof))).toMatchObject({
      headers: { 'x-consumer-username': 'root' },
    });
  });

  test('a route with an unknown protection is closed for every method and for upgrades', async () => {
    for (const method of ['GET', 'POST', 'OPTIONS', 'HEAD', 'DELETE'])
      expect((await envoy.ask(method, '/closed/1', { host: 'shop.example' })).status, method).toBe(503);
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
    const upgraded = await envoy.ask('GET', '/closed/1', {
      ...upgrade,
      host: 'shop.example',
      'sec-websocket-key': 'dm9pY2Utb3JkZXJzLTEyMw==',
    });
    expect(upgraded.status).toBe(503);
    expect(upgraded.body).not.toContain('target');
    for (const path of ['/closed//1', '/closed/%2e/1', '/orders/../closed/1', '/closed/%31'])
      expect(await status(path), path).toBe(503);
  });
});

test('a route with an unknown protection goes to the old gateway where that was asked for, and no other', async () => {
  const [shop, old] = [await echo(), await named('old gateway')];
  const keepOld = { host: '127.0.0.1', port: old.port };
  const envoy = await serve(written(shop.port, { unsupported: { keepOld } }).files[0]?.chunks ?? []);
  try {
    const ask = (method: string, path: string) => envoy.ask(method, path, { host: 'shop.example' });
    expect((await ask('GET', '/closed/1')).body).toBe('old gateway shop.example /closed/1');
    expect((await ask('OPTIONS', '/closed/1')).body).toBe('old gateway shop.example /closed/1');
    expect((await ask('GET', '/orders/1')).body).not.toContain('old gateway');
  } finally {
    await envoy.stop();
    await shop.stop();
    await old.stop();
  }
}, 30_000);

/** Answers with its name, and the host and target that it was asked for. */
async function named(name: string): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const server = createServer((incoming, answer) => answer.end(`${name} ${incoming.headers.host} ${incoming.url}`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an address object.
  const { port } = server.address() as AddressInfo;
  return { port, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}
