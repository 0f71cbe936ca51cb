/** The same bytes straight to the old gateway and through the edge: what the gateway sees and the client gets must agree. */
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestEdge, testEdge, unlimited, value } from '../../testing/edge.ts';
import { type SeenRequest, type TestGateway, testGateway } from '../../testing/gateway.ts';
import { addMigration } from './edge.ts';

let edge: TestEdge;
let old: TestGateway;
let door = 0;
beforeAll(async () => {
  old = await testGateway('old', (_, response) => {
    const headers = {
      Server: 'APISIX/3.18.0',
      Via: '1.1 shop',
      'X-Envoy-Custom': 'kept',
      Date: 'Thu, 01 Jan 1970 00:00:00 GMT',
    };
    for (const [name, text] of Object.entries(headers)) response.setHeader(name, text);
    response.setHeader('Set-Cookie', ['a=1', 'b=2']).setHeader('X-CaMeL', 'x'.repeat(50_000)).end('answer');
  });
  edge = await testEdge();
  const target = { host: '127.0.0.1', port: old.port };
  const entries = [
    { name: 'http', port: 0, old: target, new: target },
    { name: 'internal', port: 0, old: target, new: target },
  ];
  const phases = [{ name: 'orders', matches: [{ paths: [{ prefix: '/orders' }] }] }];
  door = value(await addMigration(edge.folder, { name: 'shop', entries, phases }, unlimited))['http']?.port ?? 0;
});
afterAll(async () => {
  await edge.end();
  await old.close();
});

/** Sends the bytes and returns what came back when the connection was closed. */
function raw(port: number, text: string, from: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: from });
    let received = '';
    socket.setTimeout(10_000, () => socket.destroy(new Error(`no end of the answer: ${received.slice(0, 200)}`)));
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      if (received.endsWith('answer')) socket.end();
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
    socket.write(text, 'latin1');
  });
}

interface Exchange {
  readonly seen: SeenRequest | undefined;
  readonly received: string;
}

async function exchange(port: number, text: string, from: string): Promise<Exchange> {
  old.seen.length = 0;
  const received = await raw(port, text, from);
  return { seen: old.seen[0], received };
}

/** `Name: value`, sorted: the order of different headers means nothing. */
const lines = (seen: SeenRequest | undefined): string[] =>
  (seen?.headers ?? [])
    .flatMap((text, index, all) => (index % 2 === 0 ? [`${text}: ${all[index + 1]}`] : []))
    .toSorted((a, b) => (a < b ? -1 : 1));

/** Of the answer, without what concerns one connection only. */
const answerLines = ({ received }: Exchange): string[] =>
  received
    .split('\r\n')
    .filter((line) => !/^(connection|keep-alive):/i.test(line))
    .toSorted((a, b) => (a < b ? -1 : 1));

const many = Array.from({ length: 300 }, (_, index) => `X-${index}: ${index}\r\n`).join('');
const long = 'b'.repeat(200_000);

test.each([
  [
    'the case of names, blanks in values, and the port in Host',
    'GET /orders?x=1 HTTP/1.1\r\nHost: Shop.Example:8080\r\nX-CuStom: Va Lue\r\nx-lower: 1\r\n\r\n',
  ],
  ['the path as it was sent', 'GET //orders/./b/../c%2Fd%2f%61;v=1?q=%20+[] HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['repeated headers', 'GET /orders HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nX-A: 2\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n'],
  [
    'everything that proxies say about a request',
    'GET /orders HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: q\r\nX-Forwarded-Port: 1\r\nForwarded: for=192.0.2.7\r\nX-Request-Id: mine\r\nVia: 1.1 me\r\n\r\n',
  ],
  [
    'headers that Envoy has no business with',
    'GET /elsewhere HTTP/1.1\r\nHost: a\r\nX-Envoy-Foo: bar\r\nX_Under: 1\r\nX-Empty:\r\nTE: trailers\r\n\r\n',
  ],
  [
    'a body that was announced first',
    'POST /orders HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc',
  ],
  ['a chunked body', 'POST /orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'],
  [
    'a path of 20 kB, a header of 200 kB, 300 headers',
    `GET /orders/${'p'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\nX-Big: ${long}\r\n${many}\r\n`,
  ],
  ['bytes above 127 in a header', 'GET /orders HTTP/1.1\r\nHost: a\r\nX-Name: J\xf6rg\r\n\r\n'],
  ['an unusual method', 'REPORT /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok'],
])('%s reach the old gateway unchanged, and its answer the client', async (_, text) => {
  const straight = await exchange(old.port, text, '127.0.0.2');
  const through = await exchange(door, text, '127.0.0.2');
  expect(through.seen).toMatchObject({
    method: straight.seen?.method,
    url: straight.seen?.url,
    body: straight.seen?.body,
  });
  // The one header that the edge adds is how the old gateway learns the client's address.
  expect(lines(through.seen)).toEqual(
    [...lines(straight.seen), 'x-real-ip: 127.0.0.2'].toSorted((a, b) => (a < b ? -1 : 1)),
  );
  expect(answerLines(through)).toEqual(answerLines(straight));
});

test('a client cannot choose its address: the edge overwrites what it claims', async () => {
  const { seen } = await exchange(
    door,
    'GET /orders HTTP/1.1\r\nHost: a\r\nX-Real-IP: 203.0.113.9\r\n\r\n',
    '127.0.0.3',
  );
  expect(lines(seen).filter((line) => /^x-real-ip/i.test(line))).toEqual(['X-Real-IP: 127.0.0.3']);
});

test('a peer that the old gateway believed is still believed', async () => {
  const { seen } = await exchange(
    door,
    'GET /orders HTTP/1.1\r\nHost: a\r\nX-Real-IP: 203.0.113.9\r\n\r\n',
    '127.0.0.1',
  );
  expect(lines(seen).filter((line) => /^x-real-ip/i.test(line))).toEqual(['X-Real-IP: 203.0.113.9']);
});

test("headers that only pass inside the edge and orders to Envoy's router are taken from clients", async () => {
  const names = ['X-Banyan-Entry', 'X-Banyan-Forwarded-Proto', 'X-Envoy-Retry-On', 'X-Envoy-Upstream-Rq-Timeout-Ms'];
  const headers = names.map((name) => `${name}: 1\r\n`).join('');
  const { seen, received } = await exchange(door, `GET /orders HTTP/1.1\r\nHost: a\r\n${headers}\r\n`, '127.0.0.2');
  expect(received).toMatch(/^HTTP\/1\.1 200 /);
  expect(lines(seen)).toEqual(['Host: a', 'x-real-ip: 127.0.0.2']);
});
