/** A policy server that is told of requests as JSON, asked by a real Envoy. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Rule } from '../../../model/model.ts';
import type { AskPolicy } from '../../../model/policy.ts';
import { echo, serve, type Served } from '../testing/envoy.ts';
import { model, policy, rule, upstream } from '../testing/model.ts';
import { envoyWriter } from '../writer.ts';

const inputs: string[] = [];
/** What the policy answers, by the last part of the path. */
const decisions: Readonly<Record<string, string>> = {
  allow: '{"result":{"allow":true,"headers":{"X-User":"alice"}}}',
  deny: '{"result":{"allow":false,"status_code":429,"reason":{"b":1,"a":2},"headers":{"Retry-After":5}}}',
  nothing: '{}',
  garbage: '{"result":',
  number: '{"result":1}',
};
async function decide(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  inputs.push(body);
  response.writeHead(500).end(decisions[/"path":"[^"]*\/(\w+)"/.exec(body)?.[1] ?? '']);
}
const judge = createServer((request, response) => void decide(request, response));

let shop: Awaited<ReturnType<typeof echo>>;
let envoy: Served;

beforeAll(async () => {
  await new Promise<void>((resolve) => judge.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has such an address.
  const { port } = judge.address() as AddressInfo;
  shop = await echo();
  const ask = (rest: Partial<AskPolicy> = {}) =>
    policy(
      {
        kind: 'ask-policy',
        server: { host: '127.0.0.1', port, target: '/v1/data/shop' },
        told: { route: { id: 'orders' } },
        body: false,
        passesOn: ['X-User'],
        milliseconds: 3000,
        ...rest,
      },
      'opa',
    );
  const rules: readonly Rule[] = [
    rule('orders', '/orders/', { policies: [ask()] }),
    rule('dead', '/dead/', { policies: [ask({ server: { host: '127.0.0.1', port: 1, target: '/' } })] }),
    rule('twice', '/twice/', { policies: [ask(), ask()] }),
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

test('it is told of the request, and its headers reach the upstream', async () => {
  const { status, body } = await get('/orders/allow?a=1&a=2&b', { 'x-user': 'forged' });
  expect(status).toBe(200);
  expect(body).toContain('alice');
  expect(body).not.toContain('forged');
  expect(JSON.parse(inputs.at(-1) ?? '')).toMatchObject({
    input: {
      route: { id: 'orders' },
      request: { method: 'GET', path: '/orders/allow', query: { a: ['1', '2'], b: true }, host: 'shop.example' },
      var: { remote_addr: '127.0.0.1' },
    },
  });
});

test('its refusal reaches the client with status, reason and headers', async () => {
  const { status, body, headers } = await get('/orders/deny');
  expect([status, body, headers['retry-after']]).toEqual([429, '{"a":2,"b":1}', '5']);
});

test('without a decision that makes sense nothing passes', async () => {
  const statuses = [];
  for (const path of ['/orders/nothing', '/orders/garbage', '/orders/number', '/dead/allow'])
    statuses.push((await get(path)).status);
  expect(statuses).toEqual([503, 503, 500, 403]);
});

test('a route that would have to ask twice is closed', async () => {
  expect((await get('/twice/allow')).headers['x-banyan-finding']).toBe('ENV114');
});
