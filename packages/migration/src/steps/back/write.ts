/** Writes the desired shares of the whole migration, absolutely, and believes only what was read back. */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import type { Split } from '@banyan/traffic/switches/switch.ts';
import { writeUnlessForeign } from '@banyan/traffic/switches/write.ts';
import { done, failed, type Outcome, type StepContext } from '../step.ts';

/** Milliseconds before a switch that does not answer is tried again. */
const again = 250;
/** How often it is tried again. */
const patience = 20;

/** Shares of the way forward: what somebody else has changed is not written over. */
export const writeShares = (context: StepContext): Promise<Outcome> => writing(context, 'forward');

/** Shares of the way back, over whatever is there. */
export const writeOver = (context: StepContext): Promise<Outcome> => writing(context, 'back');

async function writing(context: StepContext, way: 'forward' | 'back'): Promise<Outcome> {
  const { world, plan, facts, shares, generation, signal } = context;
  const split: Split = { shares, generation, author: 'engine' };
  const subject = world.switch(plan);
  const written = await (way === 'back' ? subject.write(split, signal) : writeUnlessForeign(subject, split, signal));
  if (written.ok) return done({ notes: [{ kind: 'share-written', shares: written.value.shares, generation }] });
  const { error } = written;
  switch (error.kind) {
    case 'stale':
      return staleOutcome(context, error.found);
    case 'rejected':
      // The edge serves other migrations too and may be busy with them; what was loaded before is still loaded.
      return patiently(context, error.finding);
    case 'foreign':
      // Somebody else writes. What ends the way forward is gone over on the way back, as often as it takes.
      return way === 'forward' ? failed(error.finding) : { kind: 'hold', after: again, why: error.finding };
    case 'unreachable': {
      // An edge that died comes back with what it served; then the write is tried again.
      const restarted = await world.start('edge', plan, facts, signal);
      return { kind: 'hold', after: again, why: restarted.ok ? error.finding : restarted.error };
    }
  }
}

/** Somebody with a higher generation has decided: a rollback around the engine, as a rule. */
export function staleOutcome(context: StepContext, found: Extract<Outcome, { kind: 'stale' }>['found']): Outcome {
  const { generation, author } = found;
  return { kind: 'stale', found, why: finding('ENG008', { found: generation, own: context.generation, author }) };
}

/** undefined when the switch holds exactly the desired shares; otherwise what that means. */
export async function holds(context: StepContext): Promise<Outcome | undefined> {
  const { world, plan, shares, generation, signal } = context;
  const held = await world.switch(plan).read(signal);
  if (!held.ok) {
    return held.error.kind === 'foreign'
      ? failed(held.error.finding)
      : { kind: 'hold', after: again, why: held.error.finding };
  }
  if (held.value.generation > generation) return staleOutcome(context, held.value);
  const wrong = Object.entries(shares).find(([phase, share]) => (held.value.shares[phase] ?? 0) !== share);
  if (wrong === undefined) return undefined;
  const [phase, share] = wrong;
  return failed(finding('MIG013', { phase, share, found: held.value.shares[phase] ?? 0 }));
}

/** Tries again, so often; time does not count, because it also passes while nobody is there to try. */
export function patiently({ memory }: StepContext, why: Finding): Outcome {
  const tried = typeof memory === 'number' ? memory : 0;
  return tried < patience ? { kind: 'hold', after: again, why, memory: tried + 1 } : failed(why);
}
