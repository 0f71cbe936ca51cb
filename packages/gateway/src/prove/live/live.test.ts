import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apisixSide } from '../formats/apisix.ts';
import type { Sides } from '../judge.ts';
import { type LiveOptions, proveLive } from './live.ts';

const config = {
  routes: [
    { id: 'orders', uri: '/orders/*', host: 'shop.example', upstream: { nodes: { '10.0.0.1:80': 1 } } },
    { id: 'new', uri: '/new', host: 'shop.example', methods: ['POST'], upstream: { nodes: { '10.0.0.1:80': 1 } } },
  ],
};
const side = (name: string) =>
  apisixSide({ config, settings: undefined }, { name, files: [], place: () => undefined, environment: {} });
const sides: Sides = { source: side('old'), target: side('new') };

const seen: IncomingMessage[] = [];
let count = 0;

/** Answers by path; what changes from answer to answer is a header. */
const gateway = (strange: boolean) =>
  createServer((request, response) => {
    seen.push(request);
    response.setHeader('x-request-id', String(count++));
    response.setHeader('x-node', String(count % 7));
    response.setHeader('server', strange ? 'envoy' : 'APISIX/3.18.0');
    const known = request.url?.startsWith('/orders/') === true && (!strange || !request.url.endsWith('/x'));
    response.writeHead(known ? 200 : 404).end('body');
  });

const servers = [gateway(false), gateway(true)];
let urls: readonly URL[] = [];
beforeAll(async () => {
  for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening');
  // A server that listens on TCP has such an address.
  urls = servers.map((server) => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
});
afterAll(() => servers.forEach((server) => server.close()));

const waited: number[] = [];
const options = (more: Partial<LiveOptions> = {}): LiveOptions => ({
  announced: [],
  old: urls[0] ?? new URL('http://127.0.0.1:1'),
  fresh: urls[1] ?? new URL('http://127.0.0.1:1'),
  rate: 100,
  most: 300,
  unsafe: false,
  pause: async (milliseconds) => void waited.push(milliseconds),
  signal: new AbortController().signal,
  ...more,
});

test('what two running gateways answer differently is found, and noise is not', async () => {
  const proof = await proveLive(sides, options());
  if (!proof.ok) throw new Error(proof.error.reason);
  const { differences, live, summary } = proof.value;
  expect(live).toMatchObject({ sent: summary.witnesses });
  // The servers look at paths alone, so that other hosts differ in the same way.
  expect(new Set(differences.map(({ fields }) => JSON.stringify(fields)))).toEqual(
    new Set([JSON.stringify([{ field: 'status', source: 200, target: 404 }])]),
  );
  expect(differences[0]?.curl[0]).toMatch(/\/orders\/.*\/x$/);
});

test('only safe methods are sent unless others are allowed, and no faster than asked', async () => {
  expect(new Set(seen.map(({ method }) => method))).toEqual(new Set(['GET', 'HEAD', 'OPTIONS']));
  expect(new Set(waited)).toEqual(new Set([10]));
  await proveLive(sides, options({ unsafe: true }));
  expect(seen.map(({ method }) => method)).toContain('POST');
});

test('a gateway that is not there is told', async () => {
  const proof = await proveLive(sides, options({ old: new URL('http://127.0.0.1:1') }));
  expect(proof).toEqual({ ok: false, error: { url: 'http://127.0.0.1:1/', reason: 'ECONNREFUSED' } });
});
