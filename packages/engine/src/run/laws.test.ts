import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { finding } from '@banyan/core/finding/finding.ts';
import { judgeHistory } from '../testing/history.ts';
import { anyDeaths, deaths, estate, key, minute, start } from '../testing/virtual-run.ts';

test('a healthy migration goes through all shares and completes', async () => {
  const { begin, engine, run, world, plan, log } = estate({});
  await begin();
  await engine.advance(start + 10 * minute);
  expect(run()?.phase).toBe('completed');
  expect(world.split().shares).toEqual({ orders: 100, voice: 100 });
  expect(judgeHistory(plan, log.events)).toEqual({ gatesSkipped: [], disorder: [] });
});

test('the history says once which version carries it, and again when another one does', async () => {
  const { begin, engine, log, run } = estate({ versions: ['1.2.3', '1.3.0'] });
  await begin();
  await engine.advance(start + 10 * minute);
  expect(run()?.phase).toBe('completed');
  const carried = log.events.flatMap((event) => (event.kind === 'carried-by' ? [event.banyan] : []));
  expect(carried).toEqual(['1.2.3', '1.3.0']);
});

test('a rehearsed way back is verified by counters before the share rises again, however often it dies', async () => {
  await fc.assert(
    fc.asyncProperty(anyDeaths, async (list) => {
      const { begin, engine, run, world, plan, log } = estate({ plan: { rehearsal: true }, dies: deaths(list) });
      await begin();
      await engine.advance(start + 10 * minute);
      expect(run()?.phase).toBe('completed');
      expect(world.split().shares).toEqual({ orders: 100, voice: 100 });
      expect(judgeHistory(plan, log.events)).toEqual({ gatesSkipped: [], disorder: [] });
      const back = log.events.filter((event) => event.kind === 'share-verified' && event.desired === 0);
      expect(back.length).toBeGreaterThan(0);
    }),
    { numRuns: 5 },
  );
});

test('however often it dies, no gate is skipped, nothing is lost and the weights are right at rest', async () => {
  await fc.assert(
    fc.asyncProperty(anyDeaths, fc.constantFrom(undefined, 10, 50, 100), async (list, failingFrom) => {
      const failing = failingFrom === undefined ? {} : { failing: { from: failingFrom, ratio: 0.2 } };
      const { begin, engine, run, world, plan, log } = estate({ world: failing, dies: deaths(list) });
      await begin();
      await engine.advance(start + 20 * minute);
      expect(run()?.phase).toBe(failingFrom === undefined ? 'completed' : 'rolled-back');
      const share = failingFrom === undefined ? 100 : 0;
      expect(world.split().shares).toEqual({ orders: share, voice: share });
      expect(judgeHistory(plan, log.events)).toEqual({ gatesSkipped: [], disorder: [] });
    }),
    { numRuns: 25 },
  );
});

test('undoing what was done before the edge was in front leaves nothing behind', async () => {
  const troubles = [{ broken: 'new' }, { broken: 'edge' }, { noticed: true }] as const;
  await fc.assert(
    fc.asyncProperty(anyDeaths, fc.constantFrom(...troubles), async (list, trouble) => {
      const { begin, engine, run, world } = estate({ world: trouble, dies: deaths(list) });
      await begin();
      await engine.advance(start + 20 * minute);
      expect(run()?.phase).toBe('rolled-back');
      expect(run()?.steps.every(({ state }) => state === 'undone' || state === 'planned')).toBe(true);
      expect([...world.running]).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

test('a rollback asked for at any moment ends with everything on the old side', async () => {
  await fc.assert(
    fc.asyncProperty(anyDeaths, fc.integer({ min: 0, max: 40 }), async (list, seconds) => {
      const { begin, engine, run, world } = estate({ dies: deaths(list) });
      await begin();
      await engine.advance(start + seconds * 1000);
      await engine.interrupt(key, { kind: 'rollback', why: finding('MIG024', { who: 'ada', reason: 'drill' }) });
      await engine.advance(start + 20 * minute);
      expect(run()?.phase).toBe('rolled-back');
      expect(Object.values(world.split().shares).every((share) => share === 0)).toBe(true);
    }),
    { numRuns: 25 },
  );
});

test('no traffic is never a pass: the step holds', async () => {
  const { begin, engine, run } = estate({ world: { rate: 0 } });
  await begin();
  await engine.advance(start + 5 * minute);
  expect(run()?.phase).toBe('holding');
  expect(run()?.shares).toEqual({ orders: 10, voice: 0 });
});

test('an approval parks until it is given, and names who gave it', async () => {
  const { begin, engine, run, log } = estate({ plan: { stages: [{ share: 50 }, { share: 100, approval: true }] } });
  await begin();
  await engine.advance(start + 5 * minute);
  expect(run()?.phase).toBe('parked');
  expect(run()?.shares['orders']).toBe(50);
  await engine.send(key, { kind: 'approve', who: 'grace' });
  await engine.advance(engine.now() + 10 * minute);
  expect(log.events.find(({ kind }) => kind === 'approved')).toMatchObject({
    who: 'grace',
    step: 'orders/approve-100',
  });
  expect(run()?.shares['orders']).toBe(100);
});

test('what waits for an approval stays watched: the gates it came through still roll back', async () => {
  const world = { failing: { from: 50, ratio: 0 } };
  const { begin, engine, run } = estate({ plan: { stages: [{ share: 50 }, { share: 100, approval: true }] }, world });
  await begin();
  await engine.advance(start + 5 * minute);
  expect(run()?.phase).toBe('parked');
  world.failing.ratio = 0.5;
  await engine.advance(engine.now() + minute);
  expect(run()?.phase).toBe('rolled-back');
});

test('a pause stays at its share and goes on when resumed', async () => {
  const { begin, engine, run } = estate({});
  await begin();
  await engine.advance(start + 3000);
  await engine.send(key, { kind: 'pause' });
  await engine.advance(start + 5 * minute);
  expect(run()).toMatchObject({ paused: true, shares: { orders: 10 } });
  await engine.send(key, { kind: 'resume' });
  await engine.advance(engine.now() + 20 * minute);
  expect(run()?.phase).toBe('completed');
});

test('a paused migration still rolls back when its gates fail', async () => {
  const world = { failing: { from: 10, ratio: 0 } };
  const { begin, engine, run } = estate({ world });
  await begin();
  await engine.advance(start + 3000);
  await engine.send(key, { kind: 'pause' });
  await engine.advance(start + minute);
  world.failing.ratio = 0.5;
  await engine.advance(engine.now() + minute);
  expect(run()?.phase).toBe('rolled-back');
});

test('a rollback around the engine is respected until somebody resumes', async () => {
  const { begin, engine, run, world } = estate({});
  await begin();
  await engine.advance(start + 6000);
  const { generation } = world.split();
  world.force({ shares: { orders: 0, voice: 0 }, generation: generation + 1000, author: 'break-glass' });
  await engine.advance(engine.now() + 5 * minute);
  expect(run()?.phase).toBe('break-glass');
  expect(world.split()).toMatchObject({ shares: { orders: 0 }, author: 'break-glass' });
  await engine.send(key, { kind: 'resume' });
  await engine.advance(engine.now() + 20 * minute);
  expect(run()?.phase).toBe('completed');
  expect(world.split().generation).toBeGreaterThan(generation + 1000);
});

test('a rolled back migration may begin again, with rising generations; a completed one may not', async () => {
  const { begin, engine, run, plan } = estate({});
  await begin();
  await engine.advance(start + 6000);
  await engine.interrupt(key, { kind: 'rollback', why: finding('MIG024', { who: 'ada', reason: 'drill' }) });
  await engine.advance(engine.now() + 5 * minute);
  const before = run()?.generation ?? 0;
  await engine.send(key, { kind: 'begin', plan });
  await engine.advance(engine.now() + 20 * minute);
  expect(run()?.phase).toBe('completed');
  expect(run()?.generation).toBeGreaterThan(before);
  const seq = run()?.seq;
  await engine.send(key, { kind: 'begin', plan });
  await engine.advance(engine.now() + minute);
  expect(run()?.seq).toBe(seq);
});

test('counters that begin anew in the middle of a stage are counted from there; the stage is not stuck', async () => {
  const { begin, engine, run, world, plan, log } = estate({});
  await begin();
  await engine.advance(start + 3000);
  expect(run()?.shares['orders']).toBe(10);
  world.restartCounters();
  await engine.advance(start + 10 * minute);
  expect(run()?.phase).toBe('completed');
  expect(judgeHistory(plan, log.events)).toEqual({ gatesSkipped: [], disorder: [] });
});
