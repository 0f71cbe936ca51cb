/** What becomes of streams: WebSocket, long downloads, gRPC. Over real connections through a real edge. */
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock, until } from '../../local/wait.ts';
import { type TestEdge, testEdge, unlimited, value } from '../../testing/edge.ts';
import { type StreamingGateway, streamingGateway } from '../../testing/streaming-gateway.ts';
import type { EntryAddresses } from '../edge.ts';
import { addMigration } from './edge.ts';
import { envoyEdgeSwitch } from './envoy-switch.ts';

const drainSeconds = 2;
let edge: TestEdge;
let old: StreamingGateway;
let next: StreamingGateway;
let doors: EntryAddresses;
let generation = 0;
beforeAll(async () => {
  [edge, old, next] = await Promise.all([testEdge({ drainSeconds }), streamingGateway('old'), streamingGateway('new')]);
  const target = (port: number) => ({ host: '127.0.0.1', port });
  doors = value(
    await addMigration(
      edge.folder,
      {
        name: 'voice',
        entries: [
          { name: 'http', port: 0, old: target(old.port), new: target(next.port) },
          { name: 'grpc', port: 0, old: target(old.http2Port), new: target(next.http2Port) },
        ],
        phases: [
          { name: 'live', matches: [{ paths: [{ prefix: '/live' }, { prefix: '/voice.Echo/' }] }] },
          { name: 'archive', matches: 'rest' },
        ],
      },
      unlimited,
    ),
  );
});
afterAll(async () => {
  await edge.end();
  await Promise.all([old.close(), next.close()]);
});

async function share(live: number, archive = 0): Promise<void> {
  generation += 1;
  const split = { generation, author: 'engine', shares: { live, archive } };
  value(await envoyEdgeSwitch(edge.folder, 'voice').write(split, unlimited));
}

interface Stream {
  received: string;
  closedAt: number | undefined;
  end(): void;
}

const upgrade = 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: abc\r\nSec-WebSocket-Version: 13\r\n';

function open(path: string, headers = '', send = ''): Stream {
  const socket = connect(doors['http']?.port ?? 0, '127.0.0.1');
  const stream: Stream = { received: '', closedAt: undefined, end: () => socket.destroy() };
  socket.on('data', (chunk: Buffer) => (stream.received += chunk.toString('latin1')));
  socket.on('error', () => socket.destroy());
  socket.on('close', () => (stream.closedAt = Date.now()));
  socket.write(`GET ${path} HTTP/1.1\r\nHost: voice.example\r\n${headers}\r\n${send}`);
  return stream;
}

function openGrpc(path: string): Stream {
  const session = connectHttp2(`http://127.0.0.1:${doors['grpc']?.port}`);
  const call = session.request({
    ':path': path,
    ':method': 'POST',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  const stream: Stream = { received: '', closedAt: undefined, end: () => session.destroy() };
  session.on('error', () => session.destroy());
  call.on('response', (headers) => (stream.received += `${String(headers['x-side'])} `));
  call.on('data', (chunk: Buffer) => (stream.received += chunk.toString('latin1')));
  call.on(
    'trailers',
    (headers: Readonly<Record<string, unknown>>) =>
      (stream.received += `grpc-status=${String(headers['grpc-status'])}`),
  );
  call.on('error', () => session.destroy());
  call.on('close', () => {
    stream.closedAt = Date.now();
    session.close();
  });
  return stream;
}

const eventually = (what: () => boolean, within = 10_000) =>
  until(async () => what() || undefined, { within, every: 10, signal: unlimited, clock: systemClock });
const flows = (stream: Stream, text: string) => eventually(() => stream.received.split(text).length > 5);

test('a WebSocket goes through the edge, both ways', async () => {
  await share(0);
  const stream = open('/live', upgrade, 'hello');
  await eventually(() => stream.received.includes('hello') && stream.received.includes('old\n'));
  stream.end();
  expect(stream.received).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
  expect(stream.received).toContain('X-Saw: abc');
  expect(stream.received).toContain('hello');
});

test('gRPC goes through an entry of its own to the gRPC listener of the right side, trailers included', async () => {
  await share(0);
  const before = openGrpc('/voice.Echo/Once');
  await eventually(() => before.closedAt !== undefined);
  expect(before.received).toBe('old oldgrpc-status=0');
  await share(100);
  const after = openGrpc('/voice.Echo/Once');
  await eventually(() => after.closedAt !== undefined);
  expect(after.received).toBe('new newgrpc-status=0');
});

test('at a rollback open streams of the new side have the drain time and are then cut; those of the old side stay', async () => {
  await share(0);
  const untouched = open('/live', upgrade);
  await flows(untouched, 'old');
  await share(100, 100);
  const others = open('/archive/1');
  const streams = [open('/live', upgrade), open('/live/download'), openGrpc('/voice.Echo/Listen')];
  for (const stream of [others, ...streams]) await flows(stream, 'new');
  const began = Date.now();
  await share(0, 100);
  // Nothing new: what begins now is on the old side.
  const fresh = open('/live/download');
  await flows(fresh, 'old');
  expect(fresh.received).not.toContain('new');
  // Still served while they drain.
  for (const stream of streams) expect(stream.closedAt).toBeUndefined();
  await eventually(() => streams.every((stream) => stream.closedAt !== undefined));
  for (const { closedAt = 0 } of streams) expect(closedAt - began).toBeGreaterThanOrEqual(drainSeconds * 1000);
  const seen = others.received.length;
  await eventually(() => others.received.length > seen);
  expect([untouched.closedAt, others.closedAt]).toEqual([undefined, undefined]);
  for (const stream of [untouched, others, fresh]) stream.end();
});

test('a phase that comes back while old streams drain is served, and its new streams are not cut', async () => {
  await share(100);
  const early = open('/live', upgrade);
  await flows(early, 'new');
  await share(0);
  await share(100);
  const late = open('/live', upgrade);
  await flows(late, 'new');
  await eventually(() => early.closedAt !== undefined);
  expect(early.closedAt).toBeDefined();
  const seen = late.received.length;
  await eventually(() => late.received.length > seen + 50);
  expect(late.closedAt).toBeUndefined();
  late.end();
});
