/**
 * Sends a share of a phase to the new gateway: writes the whole split with the migration's generation, reads it back, and
 * then stays for the hold time while three independent counters show the share and the gates pass.
 */
import type { ShiftStep } from '../../plan/plan.ts';
import { done, failed, type StepKind } from '../step.ts';
import { staleOutcome, writeShares } from '../back/write.ts';
import { remembered, toJson } from '../watch/memory.ts';
import { look, withBase } from '../watch/observe.ts';
import { watch } from '../watch/watch.ts';

/** Milliseconds between looks: a thirtieth of the hold time, but never more than five seconds. */
const every = (hold: number): number => Math.min(5000, Math.max(200, hold / 30));

export const shift: StepKind<ShiftStep> = {
  async do(context) {
    const written = await writeShares(context);
    if (written.kind !== 'done') return written;
    const counters = context.world.counters(context.plan, context.facts);
    const memory = withBase(remembered(undefined), await look(counters, context.signal));
    return { ...written, memory: toJson(memory) };
  },

  async verify(context) {
    const { step, world, plan, signal, now, since } = context;
    const held = await world.switch(plan).read(signal);
    if (!held.ok && held.error.kind === 'foreign') return failed(held.error.finding);
    if (held.ok && held.value.generation > context.generation) return staleOutcome(context, held.value);
    const memory = remembered(context.memory);
    const watched = await watch(context, step.phase, step.gates, memory);
    const after = every(step.hold);
    const kept = { notes: watched.notes, memory: toJson(watched.memory) };
    if (watched.failure !== undefined) return failed(watched.failure, watched.notes);
    const unread = held.ok ? undefined : held.error.finding;
    const holding = unread ?? watched.holding;
    // Within the hold time nothing needs to be complete yet; after it, every doubt is waited for.
    if (now - since < step.hold) {
      const rest = step.hold - (now - since);
      return { kind: 'again', after: Math.min(after, Math.max(1, rest)), ...kept };
    }
    if (holding !== undefined || !watched.memory.verified) {
      return holding === undefined ? { kind: 'again', after, ...kept } : { kind: 'hold', after, why: holding, ...kept };
    }
    return done(kept);
  },

  /** The way back of a shift is that of the whole migration: see back/. */
  undo: async () => done(),
};
