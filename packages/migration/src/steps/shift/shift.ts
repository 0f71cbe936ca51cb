/**
 * Sends a share of a phase to the new gateway: writes the whole split with the migration's generation, reads it back, and
 * then stays for the hold time while three independent counters show the share and the gates pass.
 */
import type { ShiftStep } from '../../plan/plan.ts';
import { staleOutcome, writeShares } from '../back/write.ts';
import { done, failed, type StepKind } from '../step.ts';
import { beganAt, look } from '../watch/look.ts';
import { remembered, toJson } from '../watch/memory.ts';
import { watch } from '../watch/watch.ts';

/** Milliseconds between looks: a thirtieth of the hold time, but never more than five seconds. */
const every = (hold: number): number => Math.min(5000, Math.max(200, hold / 30));

export const shift: StepKind<ShiftStep> = {
  async do(context) {
    const written = await writeShares(context);
    if (written.kind !== 'done') return written;
    // Counted from now on: the switch has loaded the write.
    return { ...written, memory: toJson(await look(context, remembered(undefined))) };
  },

  async verify(context) {
    const { step, world, plan, signal, now, since } = context;
    const held = await world.switch(plan).read(signal);
    if (!held.ok && held.error.kind === 'foreign') return failed(held.error.finding);
    if (held.ok && held.value.generation > context.generation) return staleOutcome(context, held.value);
    const before = remembered(context.memory);
    const start = beganAt(before, now);
    const watched = await watch(context, step.phase, step.gates, before, start);
    if (watched.failure !== undefined) return failed(watched.failure, watched.notes);
    const after = every(step.hold);
    const kept = { notes: watched.notes, memory: toJson(watched.memory) };
    const rest = step.hold - (now - since);
    // Within the hold time nothing needs to be complete yet; after it, every doubt is waited for.
    if (rest > 0) return { kind: 'again', after: Math.min(after, rest), ...kept };
    const doubt = held.ok ? watched.holding : held.error.finding;
    return doubt === undefined ? done(kept) : { kind: 'hold', after, why: doubt, ...kept };
  },

  /** The way back of a shift is that of the whole migration: see back/. */
  undo: async () => done(),
};
