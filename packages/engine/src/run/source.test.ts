import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { finding } from '@banyan/core/finding/finding.ts';
import { anyDeaths, deaths, estate, key, minute, start } from '../testing/virtual-run.ts';

/** Some shares have risen when the source becomes `second`, and a minute has passed since the beginning. */
async function deployedInTheMiddle(list: readonly boolean[]) {
  let source = 'first';
  const made = estate({ world: { source: () => source }, dies: deaths(list) });
  await made.begin();
  await made.engine.advance(start + 7000);
  source = 'second';
  await made.engine.advance(start + minute);
  return { ...made, deploy: (next: string): void => void (source = next) };
}

test('while the source is another than the converted one no share rises, however often it dies, and nothing is lost', async () => {
  await fc.assert(
    fc.asyncProperty(anyDeaths, async (list) => {
      const { engine, run, world, log, deploy } = await deployedInTheMiddle(list);
      const held = world.split().shares;
      expect(run()?.phase).toBe('parked');
      expect(run()?.why?.code).toBe('MIG037');
      await engine.advance(start + 2 * minute);
      expect(world.split().shares).toEqual(held);
      deploy('first');
      await engine.advance(start + 2 * minute + 3000);
      expect(run()?.phase).not.toBe('parked');
      await engine.advance(start + 10 * minute);
      expect(run()?.phase).toBe('completed');
      expect(log.events.filter(({ kind }) => kind === 'started')).toHaveLength(1);
    }),
    { numRuns: 5 },
  );
});

test('a change that was approved begins the migration again behind a way back, and one that came later asks anew', async () => {
  await fc.assert(
    fc.asyncProperty(anyDeaths, async (list) => {
      const { engine, run, world, log, deploy } = await deployedInTheMiddle(list);
      expect(run()?.phase).toBe('parked');
      deploy('third');
      await engine.send(key, { kind: 'approve', who: 'ada' });
      await engine.advance(start + minute + 10_000);
      // Nobody has seen the third one.
      expect(run()?.phase).toBe('parked');
      expect(log.events.filter(({ kind }) => kind === 'started')).toHaveLength(1);
      await engine.send(key, { kind: 'approve', who: 'ada' });
      await engine.advance(start + 10 * minute);
      expect(run()?.phase).toBe('completed');
      expect(run()?.facts.source).toBe('third');
      expect(log.events.find((event) => event.kind === 'rollback-began')).toMatchObject({ why: { code: 'MIG038' } });
      expect(world.split().shares).toEqual({ orders: 100, voice: 100 });
      const kinds = log.events.map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'started')).toHaveLength(2);
      expect(kinds.lastIndexOf('started')).toBe(kinds.indexOf('rolled-back') + 1);
      const generations = log.events.flatMap((event) => (event.kind === 'share-written' ? [event.generation] : []));
      expect(generations).toEqual(generations.toSorted((one, other) => one - other));
    }),
    { numRuns: 5 },
  );
});

test('a rollback that is asked for while an approved change goes back ends there, and nothing begins again', async () => {
  await fc.assert(
    fc.asyncProperty(anyDeaths, fc.integer({ min: 0, max: 3000 }), async (list, after) => {
      const { engine, run, world, log } = await deployedInTheMiddle(list);
      await engine.send(key, { kind: 'approve', who: 'ada' });
      await engine.advance(start + minute + after);
      await engine.interrupt(key, { kind: 'rollback', why: finding('MIG024', { who: 'ada', reason: 'not today' }) });
      await engine.advance(start + 10 * minute);
      expect(run()?.phase).toBe('rolled-back');
      expect(world.split().shares).toEqual({ orders: 0, voice: 0 });
      expect(log.events.at(-1)?.kind).toBe('rolled-back');
    }),
    { numRuns: 10 },
  );
});
