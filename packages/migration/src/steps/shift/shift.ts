/**
 * Sends a share of a phase to the new gateway, if the source is still what was converted: writes the whole split with the migration's generation, reads it back, and
 * then stays for the hold time while three independent counters show the share and the gates pass.
 */
import { finding } from '@banyan/core/finding/finding.ts';
import { type Closed, closed } from '../../plan/calendar.ts';
import { shareBefore } from '../../plan/before.ts';
import type { ShiftStep } from '../../plan/plan.ts';
import { staleOutcome, writeShares } from '../back/write.ts';
import { sourceOutcome } from '../source/source.ts';
import { done, failed, type Outcome, type StepContext, type StepKind } from '../step.ts';
import { counted } from '../watch/counted.ts';
import { beganAt, look } from '../watch/look.ts';
import { watchInUse } from '../watch/in-use.ts';
import { heldFrom } from '../watch/lasted.ts';
import { remembered, toJson, type WatchMemory } from '../watch/memory.ts';
import { watch } from '../watch/watch.ts';

/** Milliseconds between looks: a thirtieth of the hold time, but never more than five seconds. */
const every = (hold: number): number => Math.min(5000, Math.max(200, hold / 30));

/** While the calendar is closed: a clock that is set right must be noticed, and what is in use be judged. */
const calendarEvery = 60_000;
const inUseEvery = 1000;

export const shift: StepKind<ShiftStep> = {
  async do(context) {
    const shut = closed(context.plan.calendar, context.now);
    if (shut !== undefined) return waitFor(context, shut);
    const changed = await sourceOutcome(inForce(context));
    if (changed !== undefined) return changed;
    const written = await writeShares(context);
    if (written.kind !== 'done') return written;
    // Counted from now on: the switch has loaded the write.
    const seen = await look(context, remembered(undefined), context.step.gates);
    return { ...written, memory: toJson({ ...seen, time: heldFrom(context.now, context.world.uptime?.()) }) };
  },

  async verify(context) {
    const { step, world, plan, signal, now } = context;
    const held = await world.switch(plan).read(signal);
    if (!held.ok && held.error.kind === 'foreign') return failed(held.error.finding);
    if (held.ok && held.value.generation > context.generation) return staleOutcome(context, held.value);
    const before = remembered(context.memory);
    const start = beganAt(before, now);
    const watched = await watch(context, step.phase, step.gates, before, start);
    if (watched.failure !== undefined) return failed(watched.failure, watched.notes);
    const after = every(step.hold);
    const kept = { notes: watched.notes, memory: toJson(watched.memory) };
    const rest = step.hold - heldIn(watched.memory);
    // Within the hold time nothing needs to be complete yet; after it, every doubt is waited for.
    if (rest > 0) return { kind: 'again', after: Math.min(after, rest), ...kept };
    const doubt = held.ok ? watched.holding : held.error.finding;
    if (doubt === undefined) return done({ ...kept, facts: counted(context, watched.memory) });
    return late(context, heldIn(watched.memory), { kind: 'hold', after, why: doubt, ...kept });
  },

  /** The way back of a shift is that of the whole migration: see back/. */
  undo: async () => done(),
};

const heldIn = ({ time }: WatchMemory): number => time?.held ?? 0;

/** What is in use already stays watched while the calendar keeps the next share back. */
async function waitFor(context: StepContext<ShiftStep>, { because, reason, until }: Closed): Promise<Outcome> {
  const { step, now } = context;
  const why = finding('MIG041', {
    phase: step.phase,
    share: step.share,
    because,
    reason,
    until: new Date(until).toISOString(),
  });
  const watched = await watchInUse(inForce(context));
  if (watched === undefined) return { kind: 'hold', after: Math.max(1, Math.min(calendarEvery, until - now)), why };
  if (watched.failure !== undefined) return failed(watched.failure, watched.notes);
  return { kind: 'hold', after: inUseEvery, why, notes: watched.notes, memory: toJson(watched.memory) };
}

/** The share that this step asks for is not written yet: what is in use is the one before it. */
const inForce = (context: StepContext<ShiftStep>): StepContext<ShiftStep> => ({
  ...context,
  shares: { ...context.shares, [context.step.phase]: shareBefore(context.plan, context.step) },
});

/** A doubt beyond the deadline is for a human to settle, or ends the run. Only that is waived by an approval, never a failure. */
function late(context: StepContext<ShiftStep>, held: number, doubt: Extract<Outcome, { kind: 'hold' }>): Outcome {
  const { step, approved } = context;
  if (step.deadline === undefined || held < step.hold + step.deadline.after) return doubt;
  const { notes = [], memory } = doubt;
  const kept = memory === undefined ? { notes } : { notes, memory };
  if (approved) return done({ ...kept, facts: counted(context, remembered(memory)) });
  const waited = Math.round(held / 1000);
  const why = finding('MIG040', {
    phase: step.phase,
    share: step.share,
    seconds: waited,
    end: step.deadline.end,
    doubt: doubt.why.code,
  });
  return step.deadline.end === 'rollback' ? failed(why, notes) : { kind: 'park', after: doubt.after, why, ...kept };
}
