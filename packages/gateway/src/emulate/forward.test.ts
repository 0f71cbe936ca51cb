import { createConnection } from 'node:net';
import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Backend, httpBackend, refusedPort, rudeBackend } from './testing/backend.ts';
import { forwarding, gateway, type Tried } from './testing/gateway.ts';

const open: (Backend | Tried)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await ('stop' in one ? one.stop() : one.close());
});
const keep = <T extends Backend | Tried>(one: T): T => {
  open.push(one);
  return one;
};

/** Sends bytes as they are and reads until the gateway closes. */
const raw = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(text));
    socket.write(bytes);
  });

describe('forwarding', () => {
  it('passes method, target, header case, order and body on, and the connection headers not', async () => {
    const node = keep(await httpBackend());
    const gate = keep(await gateway((one) => forwarding(one, [node.port])));
    const body = 'a'.repeat(200_000);
    const answer = await raw(
      gate.port,
      `POST /orders//7?x=%2F HTTP/1.1\r\nHost: shop.example\r\nX-MiXed: 1\r\nTE: trailers\r\nKeep-Alive: 5\r\nx-b: 2\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    const [got] = node.received;
    expect(got?.method).toBe('POST');
    expect(got?.target).toBe('/orders//7?x=%2F');
    expect(got?.body.length).toBe(body.length);
    const names = got?.raw.filter((_part, at) => at % 2 === 0) ?? [];
    expect(names.slice(0, 3)).toEqual(['Host', 'X-MiXed', 'x-b']);
    expect(names).not.toContain('TE');
    expect(names).not.toContain('Keep-Alive');
    expect(gate.defects).toEqual([]);
  });

  it('streams a body back while the node is still writing it', async () => {
    let finish: () => void = () => undefined;
    const node = keep(
      await httpBackend((_request, response) => {
        response.write('first');
        finish = () => response.end('last');
      }),
    );
    const gate = keep(await gateway((one) => forwarding(one, [node.port])));
    const response = await fetch(`${gate.url}/stream`);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(Buffer.from(first?.value ?? []).toString()).toBe('first');
    finish();
    const last = await reader?.read();
    expect(Buffer.from(last?.value ?? []).toString()).toBe('last');
  });

  it('tries the next node when one refuses the connection, whatever the method', async () => {
    const node = keep(await httpBackend());
    const dead = await refusedPort();
    const gate = keep(await gateway((one) => forwarding(one, [dead, node.port])));
    for (const method of ['GET', 'POST', 'GET', 'POST']) {
      const response = await fetch(gate.url, { method, ...(method === 'POST' ? { body: 'order' } : {}) });
      expect(response.status).toBe(200);
    }
    expect(node.received.filter((one) => one.method === 'POST').map((one) => one.body)).toEqual(['order', 'order']);
  });

  it('answers 502 with the page of the server and the upstream status when every node refuses', async () => {
    const dead = [await refusedPort(), await refusedPort()];
    const gate = keep(await gateway((one) => forwarding(one, dead)));
    const response = await fetch(gate.url);
    expect(response.status).toBe(502);
    expect(response.headers.get('x-apisix-upstream-status')).toBe('502, 502');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toContain('<center><h1>502 Bad Gateway</h1></center>');
  });

  it('does not send a POST twice once it was sent, but a PUT with its body', async () => {
    const rude = keep(await rudeBackend('closes'));
    const node = keep(await httpBackend());
    const posts = keep(await gateway((one) => forwarding(one, [rude.port, node.port])));
    expect((await fetch(posts.url, { method: 'POST', body: 'pay' })).status).toBe(502);
    expect(node.received).toEqual([]);
    const puts = keep(await gateway((one) => forwarding(one, [rude.port, node.port])));
    expect((await fetch(puts.url, { method: 'PUT', body: 'order' })).status).toBe(200);
    expect(node.received.map((one) => one.body)).toEqual(['order']);
  });

  it('answers 504 when the node says nothing for the read timeout', async () => {
    const silent = keep(await rudeBackend('silent'));
    const timeout = { connect: 1, send: 1, read: 0.05 };
    const gate = keep(await gateway((one) => forwarding(one, [silent.port], { timeout })));
    const response = await fetch(gate.url);
    expect(response.status).toBe(504);
    expect(await response.text()).toContain('504 Gateway Time-out');
  });

  it('spreads requests over nodes by weight', async () => {
    const nodes = [keep(await httpBackend()), keep(await httpBackend())];
    const gate = keep(
      await gateway((one) =>
        forwarding(one, [], {
          nodes: nodes.map(({ port }, at) => ({ host: '127.0.0.1', port, weight: at === 0 ? 3 : 1, priority: 0 })),
        }),
      ),
    );
    for (let at = 0; at < 40; at += 1) await (await fetch(gate.url)).text();
    expect(nodes.map((node) => node.received.length)).toEqual([30, 10]);
  });

  it('ends a request at the node when the client goes away', async () => {
    let left = false;
    const node = keep(
      await httpBackend((_request, response) => {
        response.on('close', () => {
          left = true;
        });
      }),
    );
    const gate = keep(await gateway((one) => forwarding(one, [node.port])));
    const outgoing = request(gate.url);
    outgoing.on('error', () => undefined);
    outgoing.end();
    await expect.poll(() => node.received.length).toBe(1);
    outgoing.destroy();
    await expect.poll(() => left).toBe(true);
    await expect.poll(async () => gate.metricsText()).toContain('code="499"');
  });

  it.each([
    [
      'both lengths',
      'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n',
    ],
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!'],
    ['an unknown coding', 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
  ])('refuses a request with %s', async (_name, rest) => {
    const node = keep(await httpBackend());
    const gate = keep(await gateway((one) => forwarding(one, [node.port])));
    expect(await raw(gate.port, `POST /orders HTTP/1.1\r\nHost: a\r\n${rest}`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(node.received.map((one) => one.target)).not.toContain('/smuggled');
  });

  it('lets what is under way end at a stop, and refuses what comes later', async () => {
    let finish: () => void = () => undefined;
    const node = keep(
      await httpBackend((_request, response) => {
        finish = () => response.end('done');
      }),
    );
    const gate = await gateway((one) => forwarding(one, [node.port]));
    const pending = fetch(gate.url);
    await expect.poll(() => node.received.length).toBe(1);
    const stopped = gate.stop();
    await expect(fetch(gate.url)).rejects.toThrow();
    finish();
    expect(await (await pending).text()).toBe('done');
    await stopped;
  });

  it('counts what it served in the shape of APISIX', async () => {
    const node = keep(await httpBackend());
    const gate = keep(await gateway((one) => forwarding(one, [node.port])));
    for (let at = 0; at < 3; at += 1) await (await fetch(gate.url)).text();
    const labels = 'route="orders",matched_uri="",matched_host="",service="shop",consumer="",node="127.0.0.1"';
    await expect.poll(async () => gate.metricsText()).toContain(`apisix_http_status{code="200",${labels}`);
    const text = await gate.metricsText();
    expect(text).toMatch(/apisix_http_status\{code="200",[^}]*\} 3\n/);
    expect(text).toMatch(/apisix_http_latency_bucket\{type="request",route="orders",[^}]*le="\+Inf"\} 3\n/);
    expect(text).toContain('apisix_http_requests_total 3\n');
  });
});
