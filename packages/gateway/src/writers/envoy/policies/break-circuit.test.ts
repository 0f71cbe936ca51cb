/** Bad answers of a node and the pause that follows, through a real Envoy. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BreakCircuit } from '../../../model/policy.ts';
import { serve, type Served } from '../testing/envoy.ts';
import { model, policy, rule, upstream } from '../testing/model.ts';
import { envoyWriter } from '../writer.ts';

let asked = 0;
const shop = createServer((request, response) => {
  asked += 1;
  response.writeHead(Number(request.headers['x-answer'] ?? 200)).end('shop');
});

let envoy: Served;

beforeAll(async () => {
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has such an address.
  const { port } = shop.address() as AddressInfo;
  const breaks = (rest: Partial<BreakCircuit>) =>
    policy(
      {
        kind: 'break-circuit',
        failing: [500, 503],
        failures: 2,
        first: 60,
        longest: 300,
        status: 502,
        body: undefined,
        headers: [],
        ...rest,
      },
      'api-breaker',
    );
  const rules = [
    rule('orders', '/orders/', { policies: [breaks({})] }),
    rule('voice', '/voice/', {
      policies: [breaks({ status: 599, body: '{"m":"later"}', headers: [['Content-Type', ['application/json']]] })],
    }),
    rule('open', '/open/'),
  ];
  const written = envoyWriter.write(model(rules, [upstream('shop', port)]), createLedger(), {
    allow: new Set(),
    secrets: 'inline',
    unsupported: 'close',
    listen: { address: '127.0.0.1', port: 0 },
  });
  envoy = await serve(written.files[0]?.chunks ?? []);
});

afterAll(async () => {
  await envoy.stop();
  await new Promise((resolve) => shop.close(resolve));
});

test('after as many bad answers in a row the gateway answers by itself with its page', async () => {
  for (const answer of ['500', '404', '503', '500']) {
    const { status } = await envoy.ask('GET', '/orders/1', { 'x-answer': answer });
    expect(status).toBe(Number(answer));
  }
  const before = asked;
  const { status, headers } = await envoy.ask('GET', '/orders/1');
  expect(status).toBe(502);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(asked).toBe(before);
});

test('a body comes with the headers that belong to it', async () => {
  for (const answer of ['500', '503']) await envoy.ask('GET', '/voice/1', { 'x-answer': answer });
  const { status, headers, body } = await envoy.ask('POST', '/voice/2');
  expect([status, headers['content-type'], body]).toEqual([599, 'application/json', '{"m":"later"}']);
});

test('the same nodes serve the other routes', async () => {
  for (let times = 0; times < 3; times++) await envoy.ask('GET', '/open/1', { 'x-answer': '500' });
  expect((await envoy.ask('GET', '/open/1')).status).toBe(200);
});
