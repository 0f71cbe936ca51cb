/** What is asked of every edge that the user runs, beyond the contract of switches. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { send, sendMany } from '../testing/client.ts';
import { unlimited, value } from '../testing/edge.ts';
import { failingGateway } from '../testing/failing-gateway.ts';
import type { TestGateway } from '../testing/gateway.ts';
import { type OwnProgram, ownEdges } from '../testing/own-edges.ts';
import { type StreamingGateway, streamingGateway } from '../testing/streaming-gateway.ts';
import { grpcCall } from '../testing/grpc.ts';
import type { Edge } from './edge.ts';
import type { EdgeMigrationInput } from './model.ts';
import type { Split } from './switch.ts';

const orders = { name: 'orders', matches: 'rest' as const };
const split = (generation: number, share: number): Split => ({
  generation,
  author: 'engine',
  shares: { orders: share },
});
const target = (port: number) => ({ host: '127.0.0.1', port });

describe.each(ownEdges)('$name', ({ kind, missing, make }) => {
  let program: OwnProgram;
  let old: TestGateway;
  let next: TestGateway;
  let edge: Edge;
  let port = 0;
  beforeEach(async (context) => {
    if (missing !== undefined) context.skip(missing);
    [program, old, next] = await Promise.all([make(), failingGateway('old'), failingGateway('new')]);
    edge = kind.make(program.settings, 'shop');
  });
  afterEach(async () => {
    await program?.end();
    await Promise.all([old?.close(), next?.close()]);
  });

  const migration = (more: Partial<EdgeMigrationInput> = {}): EdgeMigrationInput => ({
    name: 'shop',
    entries: [{ name: 'http', port: 0, old: target(old.port), new: target(next.port) }],
    phases: [orders],
    ...more,
  });
  const serve = async (input: EdgeMigrationInput): Promise<void> => {
    await edge.install(input, unlimited);
    await program.start();
    port = value(await edge.install(input, unlimited)).doors['http']?.port ?? 0;
  };

  test('a reload and a restart keep the share', async () => {
    await serve(migration());
    value(await edge.switch.write(split(1, 50), unlimited));
    await program.reload();
    expect(await edge.switch.read(unlimited)).toEqual({ ok: true, value: split(1, 50) });
    value(await edge.switch.write(split(2, 100), unlimited));
    await program.stop();
    await program.start();
    expect(await edge.switch.read(unlimited)).toEqual({ ok: true, value: split(2, 100) });
    expect(await sendMany({ port, path: '/orders/1' }, 100)).toEqual({ old: 0, new: 100, failed: 0 });
  });

  test('a decision that was written while the program was away is in force when it comes back', async () => {
    await serve(migration());
    value(await edge.switch.write(split(1, 100), unlimited));
    await program.stop();
    expect(await edge.switch.write(split(2, 0), unlimited)).toMatchObject({
      ok: false,
      error: { kind: 'unreachable' },
    });
    await program.start();
    expect(await sendMany({ port, path: '/orders/1' }, 50)).toEqual({ old: 50, new: 0, failed: 0 });
    expect(await edge.switch.read(unlimited)).toEqual({ ok: true, value: split(2, 0) });
  });

  test('a phase that is added needs a reload, and one that has traffic cannot be taken away', async () => {
    await serve(migration());
    value(await edge.switch.write(split(1, 30), unlimited));
    const voice = { name: 'voice', matches: [{ paths: [{ prefix: '/voice' }] }] };
    expect(await edge.install(migration({ phases: [voice] }), unlimited)).toMatchObject({
      ok: false,
      error: { code: 'TRF022', params: { phase: 'orders' } },
    });
    const both = migration({ phases: [voice, orders] });
    expect(await edge.install(both, unlimited)).toMatchObject({ ok: false, error: { code: 'TRF040' } });
    await program.reload();
    value(await edge.install(both, unlimited));
    expect(value(await edge.switch.read(unlimited)).shares).toEqual({ orders: 30, voice: 0 });
  });

  test('phases match hosts, paths and methods as on the edge on Envoy, and what nobody has stays', async () => {
    const matches = [
      { hosts: ['*.shop.example', 'shop.example'], paths: [{ prefix: '/or' }], methods: ['GET'], order: 2 },
      { paths: [{ exact: "/it's" }, { regex: '/v[0-9]+(/.*)?' }], order: 3 },
    ];
    const stay = [{ paths: [{ exact: '/orders/stay' }], order: 1 }];
    await serve(migration({ phases: [{ name: 'orders', matches }], stay }));
    value(await edge.switch.write(split(1, 100), unlimited));
    const side = async (path: string, host = 'shop.example', method = 'GET') =>
      (await send({ port, path, method, headers: { host } })).side;
    expect(await side('/orders/1')).toBe('new');
    expect(await side('/orders?x=1', 'EU.Shop.example:8080')).toBe('new');
    expect(await side('/orders/stay')).toBe('old');
    expect(await side('/orders/1', 'other.example')).toBe('old');
    expect(await side('/orders/1', 'shop.example', 'POST')).toBe('old');
    expect(await side("/it's", 'other.example')).toBe('new');
    expect(await side("/it's/more", 'other.example')).toBe('old');
    expect(await side('/v12/x', 'other.example')).toBe('new');
    expect(await side('/v12x', 'other.example')).toBe('old');
    // As sent: not decoded, not merged.
    expect(await side('/%6Frders/1')).toBe('old');
    expect(await side('//orders/1')).toBe('old');
  });

  test('what the program and the settings of its user would add does not show', async () => {
    await serve(migration());
    const answer = await send({
      port,
      path: '/orders//1/../2?a=%2F',
      headers: { 'x-real-ip': '203.0.113.7', via: 'client', x_under: '1', 'accept-encoding': 'gzip' },
    });
    await send({ port, path: '/orders/2' });
    const [first, second] = old.seen.map(({ headers }) => headers.map((text) => text.toLowerCase()));
    expect(old.seen[0]?.url).toBe('/orders//1/../2?a=%2F');
    const names = (first ?? []).filter((_, at) => at % 2 === 0).filter((name) => name !== 'connection');
    expect(names.sort()).toEqual(['accept-encoding', 'host', 'via', 'x-real-ip', 'x_under']);
    expect(first).toContain('203.0.113.7');
    expect(second?.[(second?.indexOf('x-real-ip') ?? 0) + 1]).toBe('127.0.0.1');
    const shown = answer.headers.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
    expect(shown.filter((name) => !['connection', 'keep-alive'].includes(name)).sort()).toEqual([
      'content-length',
      'date',
      'x-side',
    ]);
  });

  test('a migration that was taken off is not known, stays on the old side, and can be put on again', async () => {
    await serve(migration());
    value(await edge.switch.write(split(9, 0), unlimited));
    value(await edge.remove(unlimited));
    value(await edge.remove(unlimited));
    expect(await edge.switch.read(unlimited)).toMatchObject({ ok: false, error: { finding: { code: 'TRF015' } } });
    expect(await sendMany({ port, path: '/orders/1' }, 20)).toEqual({ old: 20, new: 0, failed: 0 });
    // Nothing names its files any more, or they are still there.
    await program.reload();
    const again = migration();
    await edge.install({ ...again, entries: again.entries.map((entry) => ({ ...entry, port })) }, unlimited);
    await program.reload();
    expect(value(await edge.switch.write(split(1, 0), unlimited))).toEqual(split(1, 0));
  });

  describe('calls that stream', () => {
    let gateways: readonly [StreamingGateway, StreamingGateway];
    beforeEach(async () => {
      gateways = await Promise.all([streamingGateway('old'), streamingGateway('new')]);
    });
    afterEach(() => Promise.all((gateways ?? []).map((one) => one.close())));

    test('calls of gRPC pass a door of their own, trailers and all', async () => {
      const [was, comes] = gateways;
      const grpc = { name: 'grpc', port: 0, http2: true, old: target(was.http2Port), new: target(comes.http2Port) };
      const input = migration({ entries: [...migration().entries, grpc] });
      await serve(input);
      const door = value(await edge.install(input, unlimited)).doors['grpc']?.port ?? 0;
      expect(await grpcCall(door, '/voice.Echo/Once')).toMatchObject({ side: 'old', grpcStatus: '0' });
      value(await edge.switch.write(split(1, 100), unlimited));
      expect(await grpcCall(door, '/voice.Echo/Status14')).toMatchObject({ side: 'new', grpcStatus: '14' });
    });
  });
});
