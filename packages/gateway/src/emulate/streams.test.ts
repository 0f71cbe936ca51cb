import { connect } from 'node:http2';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Backend, grpcBackend, httpBackend, refusedPort } from './testing/backend.ts';
import { forwarding, gateway, type Tried } from './testing/gateway.ts';

const open: (Backend | Tried)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await ('stop' in one ? one.stop() : one.close());
});
const keep = <T extends Backend | Tried>(one: T): T => {
  open.push(one);
  return one;
};

const message = (text: string): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(Buffer.byteLength(text), 1);
  return Buffer.concat([head, Buffer.from(text)]);
};

interface Call {
  readonly status: unknown;
  readonly headers: Record<string, unknown>;
  readonly data: Buffer;
  readonly trailers: Record<string, unknown>;
}

/** One gRPC call that sends each message only when the one before has come back. */
const converse = (port: number, messages: readonly string[]): Promise<Call> =>
  new Promise((resolve, reject) => {
    const session = connect(`http://127.0.0.1:${port}`);
    session.on('error', reject);
    const call = session.request({ ':method': 'POST', ':path': '/voice.speech.v1.Speech/Recognize', te: 'trailers' });
    let status: unknown;
    let first: Record<string, unknown> = {};
    let data = Buffer.alloc(0);
    let trailers: Record<string, unknown> = {};
    const left = messages.map(message);
    const next = () => {
      const one = left.shift();
      if (one === undefined) call.end();
      else call.write(one);
    };
    call.on('response', (headers) => {
      status = headers[':status'];
      first = headers;
    });
    call.on('data', (chunk: Buffer) => {
      data = Buffer.concat([data, chunk]);
      next();
    });
    call.on('trailers', (headers: Record<string, unknown>) => {
      trailers = headers;
    });
    call.on('close', () => {
      session.close();
      resolve({ status, headers: first, data, trailers });
    });
    next();
  });

describe('WebSocket', () => {
  it('passes frames both ways, text and binary', async () => {
    const node = keep(await httpBackend());
    const gate = keep(await gateway((one) => forwarding(one, [node.port])));
    const socket = new WebSocket(`ws://127.0.0.1:${gate.port}/v1/voice/stream`);
    const back: string[] = [];
    socket.on('message', (data, binary) => back.push(`${binary ? 'binary' : 'text'} ${(data as Buffer).length}`));
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('good morning');
    socket.send(Buffer.alloc(70_000));
    await expect.poll(() => back).toEqual(['text 12', 'binary 70000']);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.close(1000);
    expect(await closed).toBe(1000);
    await expect.poll(async () => gate.metricsText()).toContain('code="101"');
    expect(gate.defects).toEqual([]);
  });

  it('is an ordinary request where the route does not allow it', async () => {
    const node = keep(await httpBackend());
    const gate = keep(await gateway((one) => forwarding(one, [node.port], { websocket: false })));
    const socket = new WebSocket(`ws://127.0.0.1:${gate.port}/`);
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
      socket.on('error', () => undefined);
    });
    expect(status).toBe(200);
    expect(node.received[0]?.raw.map((part) => part.toLowerCase())).not.toContain('upgrade');
  });

  it('is cut when the time for draining is over', async () => {
    const node = keep(await httpBackend());
    const gate = await gateway((one) => forwarding(one, [node.port]), 50);
    const socket = new WebSocket(`ws://127.0.0.1:${gate.port}/`);
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    await gate.stop();
    await closed;
  });
});

describe('gRPC', () => {
  it('streams messages both ways and passes the trailers', async () => {
    const node = keep(await grpcBackend());
    const gate = keep(await gateway((one) => forwarding(one, [node.port], { scheme: 'grpc' })));
    const said = ['one', 'two', 'three'];
    const call = await converse(gate.port, said);
    expect(call.status).toBe(200);
    expect(call.data).toEqual(Buffer.concat(said.map(message)));
    expect(call.trailers).toMatchObject({ 'grpc-status': '0', 'x-spoken': 'yes' });
    expect(node.received[0]?.raw.join(' ')).toContain('content-type application/grpc');
    expect(gate.defects).toEqual([]);
  });

  it('passes a refusal that has headers alone', async () => {
    const node = keep(await grpcBackend('refuses'));
    const gate = keep(await gateway((one) => forwarding(one, [node.port], { scheme: 'grpc' })));
    const call = await converse(gate.port, ['one']);
    expect({ ...call.headers, ...call.trailers }).toMatchObject({ ':status': 200, 'grpc-status': '12' });
    expect(call.data).toHaveLength(0);
  });

  it('comes by the same port as HTTP/1, and HTTP/2 reaches services of HTTP/1', async () => {
    const node = keep(await httpBackend());
    const gate = keep(await gateway((one) => forwarding(one, [node.port])));
    const call = await converse(gate.port, []);
    expect(call.data.toString()).toBe('hello');
    expect(await (await fetch(gate.url)).text()).toBe('hello');
    expect(node.received.map((one) => one.method)).toEqual(['POST', 'GET']);
  });

  it('tries the next node when one refuses', async () => {
    const node = keep(await grpcBackend());
    const dead = await refusedPort();
    const gate = keep(await gateway((one) => forwarding(one, [dead, node.port], { scheme: 'grpc' })));
    for (let at = 0; at < 3; at += 1) expect((await converse(gate.port, ['one'])).trailers['grpc-status']).toBe('0');
  });

  it('answers 502 when no node is there', async () => {
    const dead = await refusedPort();
    const gate = keep(await gateway((one) => forwarding(one, [dead], { scheme: 'grpc' })));
    expect((await converse(gate.port, ['one'])).status).toBe(502);
  });
});
