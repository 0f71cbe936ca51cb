/**
 * The way back once an edge is in front: all phases of the migration at 0 %, then the proof that nothing begins on the
 * new side any more, and after a while the proof again, because a write that was late could have overtaken the first.
 */
import { finding } from '@banyan/core/finding/finding.ts';
import { done, failed, type Outcome, type StepContext } from '../step.ts';
import { since } from '../watch/counts.ts';
import { remembered, toJson } from '../watch/memory.ts';
import { look, withBase } from '../watch/observe.ts';
import { staleOutcome, writeShares } from './write.ts';

/** Milliseconds over which nothing may begin on the new side. */
const quiet = 1000;
const every = 200;
/** Milliseconds that requests under way may take to end; streams are cut before. */
const patience = 30_000;
/** Milliseconds until it is verified again: half a minute, less where the longest hold is shorter than that. */
const longest = 30_000;

export const writeBack = (context: StepContext): Promise<Outcome> => writeShares(context);

export async function verifyBack(context: StepContext): Promise<Outcome> {
  const { world, plan, facts, signal, now, shares } = context;
  const held = await world.switch(plan).read(signal);
  if (!held.ok)
    return held.error.kind === 'foreign'
      ? failed(held.error.finding)
      : { kind: 'hold', after: every, why: held.error.finding };
  if (held.value.generation > context.generation) return staleOutcome(context, held.value);
  const [wrong] = Object.entries(shares).filter(([phase, share]) => (held.value.shares[phase] ?? 0) !== share);
  if (wrong !== undefined)
    return failed(finding('MIG013', { phase: wrong[0], share: wrong[1], found: held.value.shares[wrong[0]] ?? 0 }));
  const counters = world.counters(plan, facts);
  const seen = await look(counters, signal);
  if (seen.edge === undefined) return { kind: 'hold', after: every, why: finding('MIG008', { counter: 'edge' }) };
  const before = remembered(context.memory);
  const memory = withBase(before, seen);
  const from = before.base.edge;
  if (from === undefined || from.epoch !== seen.edge.epoch)
    return { kind: 'again', after: every, memory: toJson(memory) };
  const { edge } = seen;
  const arrived = plan.phases.find(({ name }) => (since(from, edge, name, 'new') ?? 0) > 0);
  if (arrived === undefined) {
    return now - from.at < quiet ? { kind: 'again', after: every, memory: toJson(memory) } : done();
  }
  const requests = since(from, edge, arrived.name, 'new') ?? 0;
  if (now - context.since > patience) return failed(finding('MIG014', { phase: arrived.name, requests }));
  // Counted when they end: these may have begun before the write. The quiet second begins anew.
  return { kind: 'again', after: every, memory: toJson(withBase(remembered(undefined), seen)) };
}

/** The same proof, later. */
export async function verifyAgain(context: StepContext): Promise<Outcome> {
  const holds = context.plan.steps.flatMap((step) => (step.kind === 'shift' ? [step.hold] : []));
  const wait = Math.min(longest, Math.max(1000, ...holds));
  const left = context.since + wait - context.now;
  return left > 0 ? { kind: 'again', after: left } : verifyBack(context);
}

/** Learns the generation at the switch, so that the next write counts. The number is handed on as memory. */
export async function takeOver(context: StepContext): Promise<Outcome> {
  const { world, plan, signal } = context;
  const held = await world.switch(plan).read(signal);
  if (held.ok) return done({ memory: held.value.generation });
  if (held.error.kind === 'foreign') return done({ memory: held.error.found.generation });
  return { kind: 'hold', after: every, why: held.error.finding };
}
