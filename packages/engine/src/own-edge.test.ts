/** A whole migration through an edge that the user runs: it waits until its files are loaded, shifts, and goes back. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OwnProgram, ownEdges } from '@banyan/traffic/testing/own-edges.ts';
import { value } from './port/contract.ts';
import { type LocalMigration, localMigration } from './testing/local-migration.ts';

describe.each(ownEdges)('a migration through $name', ({ name, missing, make }) => {
  let local: LocalMigration;
  let program: OwnProgram;
  beforeEach(async (context) => {
    if (missing !== undefined) context.skip(missing);
    [local, program] = await Promise.all([localMigration(), make()]);
    await program.start();
  });
  afterEach(async () => {
    await local?.end();
    await program?.end();
  });
  const begin = async (): Promise<void> => {
    // The example of the guide, with ports and paths of this test.
    const example = await readFile(join('examples', 'edges', `${name}.yaml`), 'utf8');
    const own = `    ${name}: ${JSON.stringify(program.settings)}\n`;
    const text = example.replace(':8080', ':0').replace(new RegExp(`^    ${name}:\\n(?:      .*\\n)+`, 'm'), own);
    expect(text).toContain(own);
    value(await local.run(text));
    const held = await local.trafficUntil(({ why }) => why?.code === 'TRF040');
    expect(held.steps.find(({ id }) => id === 'put-edge-in-front')?.state).not.toBe('done');
    await program.reload();
  };

  test('waits until its files are loaded, then shifts by measured shares, to the end', async () => {
    await begin();
    const waiting = await local.trafficUntil(({ state }) => state === 'waiting-for-approval');
    expect(waiting.phases).toMatchObject([{ name: 'orders', desired: 50 }]);
    const events = value(await local.engine.events('orders', 0));
    const verified = events.find(({ kind: what }) => what === 'share-verified');
    expect(Object.keys(verified?.data['observed'] ?? {}).sort()).toEqual(['edge', 'newGateway', 'oldGateway']);
    value(await local.engine.approve('orders', { who: 'ada', reason: 'looks well' }));
    const end = await local.trafficUntil(({ state }) => state === 'completed');
    expect(end.steps.every(({ state }) => state === 'done')).toBe(true);
  });

  test('goes back to the old gateway when that is asked for', async () => {
    await begin();
    await local.trafficUntil(({ state }) => state === 'waiting-for-approval');
    value(await local.engine.rollback('orders', 'not today'));
    const back = await local.trafficUntil(({ state }) => state === 'rolled-back');
    expect(back.phases).toMatchObject([{ desired: 0 }]);
  });
});
