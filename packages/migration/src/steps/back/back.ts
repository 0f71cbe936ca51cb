/**
 * The way back once an edge is in front: all phases of the migration at 0 %, then the proof that nothing begins on the
 * new side any more, and after a while the proof again, because a write that was late could have overtaken the first.
 */
import { finding } from '@banyan/core/finding/finding.ts';
import { done, failed, type Outcome, type StepContext } from '../step.ts';
import { untilQuiet } from './quiet.ts';
import { holds, writeOver } from './write.ts';

const every = 200;
/** Milliseconds until it is verified again: half a minute, less where the longest hold is shorter than that. */
const longest = 30_000;

export const writeBack = (context: StepContext): Promise<Outcome> => writeOver(context);

export async function verifyBack(context: StepContext): Promise<Outcome> {
  const wrong = await holds(context);
  if (wrong !== undefined) return wrong;
  const phases = context.plan.phases.map(({ name }) => name);
  return untilQuiet(context, 'new', phases, (phase, requests) => failed(finding('MIG014', { phase, requests })));
}

/** The same proof, later. */
export async function verifyAgain(context: StepContext): Promise<Outcome> {
  const spans = context.plan.steps.flatMap((step) => (step.kind === 'shift' ? [step.hold] : []));
  const wait = Math.min(longest, Math.max(1000, ...spans));
  const left = context.since + wait - context.now;
  return left > 0 ? { kind: 'again', after: left } : verifyBack(context);
}

/** Learns the generation at the switch, so that the next write counts. The number is handed on as memory. */
export async function takeOver(context: StepContext): Promise<Outcome> {
  const held = await context.world.switch(context.plan).read(context.signal);
  if (held.ok) return done({ memory: held.value.generation });
  if (held.error.kind === 'foreign' || held.error.kind === 'stale')
    return done({ memory: held.error.found.generation });
  return { kind: 'hold', after: every, why: held.error.finding };
}
