/**
 * The edge takes its place with everything on the old side, and must not be noticed: witnesses are answered through it as
 * the old gateway answers them directly.
 */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import type { PlainStep } from '../../plan/plan.ts';
import type { Witness } from '../../world/world.ts';
import { oldAddress } from '../facts.ts';
import { patiently, writeShares } from '../back/write.ts';
import { done, failed, type Outcome, type StepContext, type StepKind } from '../step.ts';
import { changedBehind, probes } from './received.ts';
import { beyondNoise, continues } from '../witness/compare.ts';

export const putEdgeInFront: StepKind<PlainStep> = {
  async do(context) {
    const { world, plan, facts, signal } = context;
    const started = await world.start('edge', plan, facts, signal);
    if (!started.ok) return retried(context, started.error);
    const written = await writeShares(context);
    return written.kind === 'done' ? { ...written, facts: { edge: started.value } } : written;
  },

  async verify(context) {
    const { world, plan, facts, signal } = context;
    const witnesses = await world.witnesses(plan, signal);
    if (!witnesses.ok) return failed(witnesses.error);
    const old = oldAddress(facts, plan);
    const { edge } = facts;
    if (old === undefined || edge === undefined)
      return failed(finding('MIG015', { side: 'old', reason: 'not started' }));
    for (const witness of witnesses.value) {
      const outcome = await same(context, witness, old, edge.address);
      if (outcome !== undefined) return outcome;
    }
    const outcome = await unnoticedBehind(context);
    if (outcome !== undefined) return outcome;
    const asked = witnesses.value.length + (world.received === undefined ? 0 : probes.length);
    return done({ notes: [{ kind: 'noted', what: finding('MIG019', { witnesses: asked }) }] });
  },

  async undo({ world, plan, facts, signal }) {
    // Tried again until it has gone: a door that stays open would be forgotten.
    const stopped = await world.stop('edge', plan, facts, signal);
    const { edge: _, ...rest } = facts;
    return stopped.ok ? done({ facts: rest }) : { kind: 'hold', after: 500, why: stopped.error };
  },
};

/** Client address and everything else that is said of the client must reach the gateways as before. */
async function unnoticedBehind(context: StepContext): Promise<Outcome | undefined> {
  const { world, plan, signal } = context;
  const seen = await world.received?.(plan, probes, signal);
  if (seen === undefined) return undefined;
  if (!seen.ok) return retried(context, seen.error);
  for (const { direct, through } of seen.value) {
    const [part] = changedBehind(direct, through, '127.0.0.1');
    if (part !== undefined) return failed(finding('MIG035', { part, path: direct.target }));
  }
  return undefined;
}

/** The edge serves other migrations too and may be busy with them; what cannot get better by waiting fails at once. */
function retried(context: StepContext, why: Finding): Outcome {
  // Somebody must load what was written, or start the program: that may take days.
  if (['TRF040', 'TRF041'].includes(why.code)) return { kind: 'hold', after: 1000, why };
  const lasting = ['TRF001', 'TRF002', 'TRF003', 'TRF004', 'TRF018', 'TRF043'].includes(why.code);
  return lasting ? failed(why) : patiently(context, why);
}

/** Directly, through the edge, and directly again: the third answer shows what is noise. */
async function same(
  { world, signal }: StepContext,
  witness: Witness,
  old: string,
  edge: string,
): Promise<Outcome | undefined> {
  const first = await world.ask(old, witness.request, signal);
  const through = await world.ask(edge, witness.request, signal);
  const second = await world.ask(old, witness.request, signal);
  for (const one of [first, through, second]) if (!one.ok) return failed(one.error);
  if (!first.ok || !through.ok || !second.ok) return undefined;
  const [part] = beyondNoise(first.value, second.value, through.value);
  if (part !== undefined) return failed(finding('MIG016', { route: witness.route, path: witness.request.path, part }));
  // A limit by client address that the two direct requests share must have counted the one between them too.
  if (continues(first.value, second.value, 1) === true && continues(first.value, through.value, 1) === false) {
    return failed(finding('MIG016', { route: witness.route, path: witness.request.path, part: 'client address' }));
  }
  return undefined;
}
