/** A server that decides whether requests pass, asked by a real Envoy. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Rule } from '../../../model/model.ts';
import type { AskServer } from '../../../model/policy.ts';
import { echo, serve, type Served } from '../testing/envoy.ts';
import { model, policy, rule, upstream } from '../testing/model.ts';
import { envoyWriter } from '../writer.ts';

const asked: IncomingMessage[] = [];
const judge = createServer((request, response) => {
  asked.push(request);
  if (request.headers['authorization'] === 'Bearer good') response.writeHead(201, { 'x-user': 'alice' }).end();
  else response.writeHead(302, { location: 'https://login.example/', 'x-reason': 'login' }).end('log in');
});

let shop: Awaited<ReturnType<typeof echo>>;
let envoy: Served;

beforeAll(async () => {
  await new Promise<void>((resolve) => judge.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has such an address.
  const { port } = judge.address() as AddressInfo;
  shop = await echo();
  const ask = (rest: Partial<AskServer>) =>
    policy(
      {
        kind: 'ask-server',
        server: { host: '127.0.0.1', port, target: '/check?from=gateway' },
        method: 'GET',
        sends: ['Authorization'],
        adds: [['X-Tenant', [{ attribute: 'header:x-tenant' }]]],
        passesOn: ['X-User'],
        shows: ['Location'],
        milliseconds: 3000,
        otherwise: 403,
        ...rest,
      },
      'forward-auth',
    );
  const dead = { host: '127.0.0.1', port: 1, target: '/' };
  const rules: readonly Rule[] = [
    rule('orders', '/orders/', { policies: [ask({})] }),
    rule('dead', '/dead/', { policies: [ask({ server: dead })] }),
    rule('lenient', '/lenient/', { policies: [ask({ server: dead, otherwise: undefined })] }),
  ];
  const written = envoyWriter.write(model(rules, [upstream('shop', shop.port)]), createLedger(), {
    allow: new Set(['lua']),
    secrets: 'inline',
    unsupported: 'close',
    listen: { address: '127.0.0.1', port: 0 },
  });
  envoy = await serve(written.files[0]?.chunks ?? []);
}, 30_000);

afterAll(async () => {
  await envoy?.stop();
  await shop?.stop();
  await new Promise((resolve) => judge.close(resolve));
});

const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  envoy.ask('GET', path, { host: 'shop.example', ...headers });

test('it is asked with a request of its own, and says who the client is', async () => {
  const answer = await get('/orders/a%20b?x=1', {
    authorization: 'Bearer good',
    'x-user': 'forged',
    'x-tenant': 'acme',
  });
  const { method, url, headers } = asked.at(-1) ?? {};
  expect([answer.status, method, url]).toEqual([200, 'GET', '/check?from=gateway']);
  expect(headers).toMatchObject({
    'x-forwarded-method': 'GET',
    'x-forwarded-uri': '/orders/a b?x=1',
    'x-forwarded-host': 'shop.example',
    'x-tenant': 'acme',
  });
  expect(Object.keys(headers ?? {}).filter((name) => name.startsWith('x-envoy'))).toEqual([]);
  expect(answer.body).toContain('alice');
  expect(answer.body).not.toContain('forged');
});

test('its refusal reaches the client, with no more headers than are named', async () => {
  const { status, body, headers } = await get('/orders/1');
  expect([status, body, headers['location'], headers['x-reason']]).toEqual([
    302,
    'log in',
    'https://login.example/',
    undefined,
  ]);
});

test('without an answer requests are refused, unless they may pass', async () => {
  expect([(await get('/dead/1')).status, (await get('/lenient/1')).status]).toEqual([403, 200]);
});
