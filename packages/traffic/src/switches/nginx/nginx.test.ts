/** What the contract does not ask of every switch: files that decide, killed writers, counters. */
import { mkdir, readdir, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert, constantFrom, integer, property } from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { send } from '../../testing/client.ts';
import { unlimited, value } from '../../testing/edge.ts';
import { failingGateway } from '../../testing/failing-gateway.ts';
import { grpcCall } from '../../testing/grpc.ts';
import type { TestGateway } from '../../testing/gateway.ts';
import { nginxMissing, type TestNginx, testNginx } from '../../testing/nginx.ts';
import { streamingGateway } from '../../testing/streaming-gateway.ts';
import type { Edge } from '../edge.ts';
import type { EdgeMigrationInput } from '../model.ts';
import type { Split } from '../switch.ts';
import { beginnings, weightOfBeginnings } from './draws.ts';
import { atMost } from './durations.ts';
import { nginxFiles } from './names.ts';
import { nginx } from './nginx-edge.ts';

describe('beginnings of draws', () => {
  const weight = integer({ min: 0, max: 10_000 });
  const draw = integer({ min: 0, max: 9999 }).map((number) => String(number).padStart(4, '0'));

  test('a draw begins with one of them exactly when it is below the share', () => {
    assert(
      property(weight, draw, (share, drawn) => {
        const found = beginnings(share).filter((begin) => drawn.startsWith(begin));
        expect(found.length).toBe(Number(drawn) < share ? 1 : 0);
      }),
    );
  });

  test('they say which share they make, and what is added to them shows', () => {
    assert(
      property(weight, draw, (share, drawn) => {
        expect(weightOfBeginnings(beginnings(share))).toBe(share);
        expect(weightOfBeginnings([...beginnings(share), drawn])).toBe(share + (Number(drawn) < share ? 0 : 1));
      }),
    );
  });
});

test('times are within a bound exactly when they are not longer', () => {
  const bound = constantFrom(1, 5, 75, 100, 999, 1000, 1500, 10_000, 60_000);
  assert(
    property(bound, integer({ min: 0, max: 70_000 }), (limit, took) => {
      const text = `${Math.floor(took / 1000)}.${String(took % 1000).padStart(3, '0')}`;
      expect(new RegExp(`^${atMost(limit)}$`).test(text)).toBe(took <= limit);
    }),
  );
});

describe('an nginx', () => {
  let program: TestNginx;
  let old: TestGateway;
  let next: TestGateway;
  let edge: Edge;
  let port = 0;
  beforeEach(async (context) => {
    if (nginxMissing !== undefined) context.skip(nginxMissing);
    [program, old, next] = await Promise.all([testNginx(), failingGateway('old'), failingGateway('new')]);
    edge = nginx.make(program.settings, 'shop');
  });
  afterEach(async () => {
    await program?.end();
    await Promise.all([old?.close(), next?.close()]);
  });
  const target = (to: number) => ({ host: '127.0.0.1', port: to });
  const split = (generation: number, share: number): Split => ({
    generation,
    author: 'engine',
    shares: { orders: share },
  });
  const serve = async (entries: EdgeMigrationInput['entries'] = []) => {
    const http = { name: 'http', port: 0, old: target(old.port), new: target(next.port) };
    const input = { name: 'shop', entries: [http, ...entries], phases: [{ name: 'orders', matches: 'rest' as const }] };
    await edge.install(input, unlimited);
    await program.start();
    const { doors } = value(await edge.install(input, unlimited));
    port = doors['http']?.port ?? 0;
    return doors;
  };

  test('a writer that was killed before the link was turned leaves what was in force, and the next one tidies up', async () => {
    await serve();
    value(await edge.switch.write(split(1, 25), unlimited));
    const files = nginxFiles(program.settings.folder, 'shop');
    const half = join(files.divisions, '2.killed');
    await mkdir(join(half, 'orders'), { recursive: true });
    await writeFile(join(half, 'orders', '1'), '');
    await symlink('divisions/2.killed', `${files.now}.2.killed`);
    expect(await edge.switch.read(unlimited)).toEqual({ ok: true, value: split(1, 25) });
    value(await edge.switch.write(split(3, 50), unlimited));
    expect(await readdir(files.divisions)).toHaveLength(1);
    expect((await readdir(files.own)).filter((name) => name.startsWith('now'))).toEqual(['now']);
  });

  test('a link that somebody else took away is noticed, and everything is on the old side until it is put right', async () => {
    await serve();
    value(await edge.switch.write(split(1, 100), unlimited));
    await unlink(nginxFiles(program.settings.folder, 'shop').now);
    expect((await send({ port, path: '/orders/a' })).side).toBe('old');
    expect(await edge.switch.read(unlimited)).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
    expect(await edge.switch.write(split(2, 100), unlimited)).toEqual({ ok: true, value: split(2, 100) });
  });

  test('counters know requests, 5xx, answers that never came, and how long answers took; a restart loses none', async () => {
    await serve();
    value(await edge.switch.write(split(1, 100), unlimited));
    for (const path of ['/a', '/a', '/500', '/none', '/slow']) await send({ port, path: `/orders${path}` });
    const before = value(await edge.indicator.read(unlimited));
    const { latency = [] } = before.phases['orders']?.new ?? {};
    expect(before.phases['orders']?.new).toMatchObject({ requests: 5, errors: 2 });
    expect(before.phases['orders']?.old).toBeUndefined();
    const within = (bound: number | null) => latency.find((bucket) => bucket.atMost === bound)?.count;
    // The slow one took 300 ms.
    expect([within(200), within(5000), within(null)]).toEqual([4, 5, 5]);
    await program.reload();
    await program.stop();
    await program.start();
    await send({ port, path: '/orders/a' });
    const after = value(await edge.indicator.read(unlimited));
    expect(after.epoch).toBe(before.epoch);
    expect(after.phases['orders']?.new).toMatchObject({ requests: 6, errors: 2 });
  });

  test('gRPC calls that fail behind a status 200 are errors, those that the caller got wrong are not', async () => {
    const gateway = await streamingGateway('old');
    try {
      const to = target(gateway.http2Port);
      const doors = await serve([{ name: 'grpc', port: 0, http2: true, old: to, new: to }]);
      // OK, INTERNAL, UNAVAILABLE, NOT_FOUND.
      for (const path of ['Once', 'Status13', 'Status14', 'Status5'])
        await grpcCall(doors['grpc']?.port ?? 0, `/voice.Echo/${path}`);
      const { phases } = value(await edge.indicator.read(unlimited));
      expect(phases['orders']?.old).toMatchObject({ requests: 4, errors: 2 });
    } finally {
      await gateway.close();
    }
  });
});
