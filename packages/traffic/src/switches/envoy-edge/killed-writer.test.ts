import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { replaceFile } from '../../local/atomic.ts';
import { sendMany } from '../../testing/client.ts';
import { testEdge, unlimited, value } from '../../testing/edge.ts';
import { testGateway } from '../../testing/gateway.ts';
import { runningEnvoy } from '../../proxies/envoy-process.ts';
import { addMigration } from './edge.ts';
import { envoyEdgeSwitch } from './envoy-switch.ts';
import { edgeFiles } from './names.ts';
import { passagesFor, publish } from './publish.ts';

/** An edge with one migration, all of whose requests are the phase `orders`. */
async function shop() {
  const [edge, old, next] = await Promise.all([testEdge(), testGateway('old'), testGateway('new')]);
  const target = (port: number) => ({ host: '127.0.0.1', port });
  const entries = [{ name: 'http', port: 0, old: target(old.port), new: target(next.port) }];
  const phases = [{ name: 'orders', matches: 'rest' as const }];
  const added = value(await addMigration(edge.folder, { name: 'shop', entries, phases }, unlimited));
  return { edge, old, next, port: added['http']?.port ?? 0, subject: envoyEdgeSwitch(edge.folder, 'shop') };
}

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
