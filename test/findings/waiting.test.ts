/** What a stage waits for: the deadline of its gates, and the calendar. On a world with virtual traffic and virtual time. */
import { testPlan } from '@banyan/engine/testing/plan.ts';
import { type VirtualWorld, virtualWorld } from '@banyan/engine/testing/virtual.ts';
import { runPart } from '@banyan/migration/steps/kinds.ts';
import type { Outcome, StepContext } from '@banyan/migration/steps/step.ts';
import type { Calendar } from '@banyan/migration/plan/calendar.ts';
import type { Deadline } from '@banyan/migration/plan/plan.ts';
import { describe, expect, test } from 'vitest';

const start = Date.parse('2026-11-27T10:00:00Z');
const facts = { old: { address: 'old:1' }, new: { address: 'new:1' }, edge: { address: 'edge:1' } };

interface Options {
  readonly rate?: number;
  readonly deadline?: Deadline;
  readonly calendar?: Calendar;
  readonly failing?: number;
}

function estate({ rate = 100, deadline, calendar, failing = 0 }: Options) {
  let now = start;
  const real: VirtualWorld = virtualWorld({
    now: () => now,
    phases: ['orders'],
    rate,
    failing: { from: 1, ratio: failing },
  });
  const made = testPlan({ name: 'shop', phases: ['orders'], stages: [{ share: 50 }, { share: 75 }] });
  const plan = {
    ...made,
    ...(calendar === undefined ? {} : { calendar }),
    steps: made.steps.map((one) => (one.kind === 'shift' && deadline !== undefined ? { ...one, deadline } : one)),
  };
  const context = (id: string, more: Partial<StepContext>): StepContext => {
    const step = plan.steps.find((one) => one.id === id);
    if (step === undefined) throw new Error(`no step ${id}`);
    const share = step.kind === 'shift' ? step.share : 0;
    const common = { plan, step, facts, generation: share, since: start, now, memory: undefined, approved: false };
    return { ...common, shares: { orders: share }, world: real, signal: new AbortController().signal, ...more };
  };
  /** One attempt after another, each a while after the one before. */
  const attempts = async (
    id: string,
    part: 'do' | 'verify',
    count: number,
    more: Partial<StepContext> = {},
    first?: Outcome,
  ) => {
    let outcome = first;
    for (let index = 0; index < count; index++) {
      now += 2000;
      const memory = outcome !== undefined && 'memory' in outcome ? outcome.memory : undefined;
      outcome = await runPart(part, context(id, { memory, ...more }));
      if (outcome.kind === 'done' || outcome.kind === 'failed') break;
    }
    return outcome;
  };
  return { real, attempts };
}

const why = (outcome: Outcome | undefined): string =>
  outcome !== undefined && 'why' in outcome ? `${outcome.kind} ${outcome.why.code}` : `${outcome?.kind}`;

describe('the deadline of a stage', () => {
  test('MIG040: gates that have not decided by then ask a human, and an approval goes on without them', async () => {
    const { attempts } = estate({ rate: 0, deadline: { after: 5000, end: 'park' } });
    const written = await attempts('orders/shift-50', 'do', 1);
    const early = await attempts('orders/shift-50', 'verify', 1, {}, written);
    expect(why(early)).toMatch(/^hold MIG0/);
    const late = await attempts('orders/shift-50', 'verify', 3, {}, early);
    expect(why(late)).toBe('park MIG040');
    expect(why(await attempts('orders/shift-50', 'verify', 1, { approved: true }, late))).toBe('done');
  });

  test('MIG040: or everything goes back, where the document says so', async () => {
    const { attempts } = estate({ rate: 0, deadline: { after: 5000, end: 'rollback' } });
    const written = await attempts('orders/shift-50', 'do', 1);
    expect(why(await attempts('orders/shift-50', 'verify', 4, {}, written))).toBe('failed MIG040');
  });

  test('an approval goes on without a verdict, never against one', async () => {
    const { attempts } = estate({ failing: 0.5, deadline: { after: 5000, end: 'park' } });
    const written = await attempts('orders/shift-50', 'do', 1);
    expect(why(await attempts('orders/shift-50', 'verify', 4, { approved: true }, written))).toBe('failed MIG010');
  });
});

describe('the calendar', () => {
  const night: Calendar = { timeZone: 'UTC', hours: [{ days: ['fri'], from: 0, to: 60 }], freezes: [] };

  test('MIG041: outside its hours no share is written', async () => {
    const { real, attempts } = estate({ calendar: night });
    const waiting = await attempts('orders/shift-50', 'do', 1);
    expect(why(waiting)).toBe('hold MIG041');
    expect(real.split().shares).toEqual({});
  });

  test('what is in use meanwhile stays watched, and a gate that fails brings it back', async () => {
    const well = estate({ calendar: night });
    well.real.force({ shares: { orders: 50 }, generation: 50, author: 'engine' });
    expect(why(await well.attempts('orders/shift-75', 'do', 3))).toBe('hold MIG041');
    const ill = estate({ calendar: night, failing: 0.5 });
    ill.real.force({ shares: { orders: 50 }, generation: 50, author: 'engine' });
    expect(why(await ill.attempts('orders/shift-75', 'do', 3))).toBe('failed MIG010');
  });

  test('MIG041: a freeze keeps shares back and says why', async () => {
    const freeze = { from: start - 1, to: start + 3_600_000, reason: 'end of the year' };
    const { attempts } = estate({ calendar: { timeZone: 'UTC', hours: [], freezes: [freeze] } });
    const waiting = await attempts('orders/shift-50', 'do', 1);
    expect(waiting).toMatchObject({ kind: 'hold', why: { code: 'MIG041', params: { reason: 'end of the year' } } });
  });
});
