import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { replaceFile } from '../../local/atomic.ts';
import { systemClock, until } from '../../local/wait.ts';
import { sendMany } from '../../testing/client.ts';
import { testEdge, unlimited, value } from '../../testing/edge.ts';
import { testGateway } from '../../testing/gateway.ts';
import { runningEnvoy } from '../../proxies/envoy-process.ts';
import { addMigration } from './edge.ts';
import { envoyEdgeSwitch } from './envoy-switch.ts';
import { recordIn } from './loaded.ts';
import { edgeFiles } from './names.ts';
import { passagesFor, publish } from './publish.ts';

/** Writes shares one after the other, from the generation on, until it is killed. */
const writer = (folder: string, generation: number): string => `
  import { envoyEdgeSwitch } from ${JSON.stringify(import.meta.resolve('./envoy-switch.ts'))};
  const subject = envoyEdgeSwitch(${JSON.stringify(folder)}, 'shop');
  process.stdout.write('ready');
  for (let generation = ${generation}; ; generation += 1) {
    const shares = { orders: [0, 50, 100][generation % 3] };
    const outcome = await subject.write({ generation, author: 'engine', shares }, new AbortController().signal);
    if (!outcome.ok) process.exit(3);
  }`;

/** An edge with one migration, all of whose requests are the phase `orders`. */
async function shop() {
  const [edge, old, next] = await Promise.all([testEdge(), testGateway('old'), testGateway('new')]);
  const target = (port: number) => ({ host: '127.0.0.1', port });
  const entries = [{ name: 'http', port: 0, old: target(old.port), new: target(next.port) }];
  const phases = [{ name: 'orders', matches: 'rest' as const }];
  const added = value(await addMigration(edge.folder, { name: 'shop', entries, phases }, unlimited));
  return { edge, old, next, port: added['http']?.port ?? 0, subject: envoyEdgeSwitch(edge.folder, 'shop') };
}

test('a writer killed at any moment leaves shares that agree with their record, and the next one goes on', async () => {
  const { edge, old, next, port, subject } = await shop();
  try {
    let generation = 1;
    for (const delay of [3, 20, 45, 70, 110, 160, 220, 300]) {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', writer(edge.folder, generation)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      const timer = setTimeout(() => child.kill('SIGKILL'), delay);
      expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
      clearTimeout(timer);
      const written = recordIn(await readFile(edgeFiles(edge.folder).routes('shop'), 'utf8'));
      // The file may have been replaced a moment before the end; Envoy loads it without the writer.
      const found = await until(
        async () => {
          const now = value(await subject.read(unlimited));
          return now.generation === written?.generation ? now : undefined;
        },
        { within: 10_000, every: 5, signal: unlimited, clock: systemClock },
      );
      if (found === undefined) throw new Error(`generation ${written?.generation} was not loaded`);
      expect(found.shares['orders']).toBe(found.generation === 0 ? 0 : [0, 50, 100][found.generation % 3]);
      // Whatever was loaded serves: no share points to a side that cannot be reached.
      const tally = await sendMany({ port, path: '/' }, 60);
      expect(tally.failed).toBe(0);
      if (found.shares['orders'] === 100) expect(tally.old).toBe(0);
      if (found.shares['orders'] === 0) expect(tally.new).toBe(0);
      generation = found.generation + 1;
    }
    value(await subject.write({ generation: generation + 1, author: 'break-glass', shares: { orders: 0 } }, unlimited));
    expect(await sendMany({ port, path: '/' }, 100)).toEqual({ old: 100, new: 0, failed: 0 });
  } finally {
    await edge.end();
    await Promise.all([old.close(), next.close()]);
  }
});

test('a writer killed between clusters and listeners leaves a way that the next write mends', async () => {
  const { edge, old, next, port, subject } = await shop();
  try {
    const { listeners } = edgeFiles(edge.folder);
    value(await subject.write({ generation: 1, author: 'engine', shares: { orders: 100 } }, unlimited));
    const withPassage = await readFile(listeners, 'utf8');
    value(await subject.write({ generation: 2, author: 'engine', shares: { orders: 0 } }, unlimited));
    // Clusters no longer lead to the passage, and it is there again: what a writer killed while closing leaves.
    value(await replaceFile(listeners, withPassage));
    value(await subject.write({ generation: 3, author: 'engine', shares: { orders: 100 } }, unlimited));
    expect(await sendMany({ port, path: '/' }, 40)).toEqual({ old: 0, new: 40, failed: 0 });
  } finally {
    await edge.end();
    await Promise.all([old.close(), next.close()]);
  }
});

test('migrations that change their shares at the same time fail no request of each other', async () => {
  const [edge, old, next] = await Promise.all([testEdge(), testGateway('old'), testGateway('new')]);
  try {
    const target = (port: number) => ({ host: '127.0.0.1', port });
    const entries = [{ name: 'http', port: 0, old: target(old.port), new: target(next.port) }];
    const phases = [{ name: 'all', matches: 'rest' as const }];
    const names = ['orders', 'voice', 'payments'];
    const ports = new Map<string, number>();
    for (const name of names) {
      const added = value(await addMigration(edge.folder, { name, entries, phases }, unlimited));
      ports.set(name, added['http']?.port ?? 0);
    }
    const over = new AbortController();
    const flipping = Promise.all(
      names.map(async (name) => {
        const subject = envoyEdgeSwitch(edge.folder, name);
        for (let generation = 1; generation <= 8; generation++) {
          value(
            await subject.write(
              { generation, author: 'engine', shares: { all: [0, 50][generation % 2] ?? 0 } },
              unlimited,
            ),
          );
        }
      }),
    ).finally(() => over.abort());
    let failed = 0;
    const asking = names.map(async (name) => {
      while (!over.signal.aborted) failed += (await sendMany({ port: ports.get(name) ?? 0, path: '/' }, 20)).failed;
    });
    await Promise.all([flipping, ...asking]);
    expect(failed).toBe(0);
  } finally {
    await edge.end();
    await Promise.all([old.close(), next.close()]);
  }
});

test('putting a migration on the edge leaves the ways of others alone', async () => {
  const [edge, old, next] = await Promise.all([testEdge(), testGateway('old'), testGateway('new')]);
  try {
    const target = (port: number) => ({ host: '127.0.0.1', port });
    const entries = [{ name: 'http', port: 0, old: target(old.port), new: target(next.port) }];
    const phases = [{ name: 'all', matches: 'rest' as const }];
    value(await addMigration(edge.folder, { name: 'orders', entries, phases }, unlimited));
    const opening = { migration: 'orders', split: { generation: 1, author: 'engine' as const, shares: { all: 25 } } };
    // A writer that was killed between opening the way and writing the share, whose successor is just writing it.
    const admin = (await runningEnvoy(edge.folder, unlimited))?.admin;
    value(await publish(edge.folder, admin, unlimited, { opening }));
    value(await addMigration(edge.folder, { name: 'voice', entries, phases }, unlimited));
    expect(await passagesFor(edge.folder, 'orders', { all: 25 })).toEqual({ missing: false, tooMany: false });
    // The owner's next write without a share takes it away.
    value(
      await envoyEdgeSwitch(edge.folder, 'orders').write(
        { generation: 1, author: 'engine', shares: { all: 0 } },
        unlimited,
      ),
    );
    expect(await passagesFor(edge.folder, 'orders', { all: 0 })).toEqual({ missing: false, tooMany: false });
  } finally {
    await edge.end();
    await Promise.all([old.close(), next.close()]);
  }
});
