/** One look at a phase that carries traffic: its measured share, its gates, and the gates of phases moved before it. */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import type { Gate, Judgement } from '@banyan/traffic/gates/gate.ts';
import { judge } from '@banyan/traffic/gates/judge.ts';
import { type ShareAnswer, verifyShare } from '@banyan/traffic/gates/share.ts';
import type { Plan, PlannedStep, ShiftStep } from '../../plan/plan.ts';
import type { Note, StepContext } from '../step.ts';
import { lasted } from './lasted.ts';
import { look } from './look.ts';
import type { WatchMemory } from './memory.ts';
import { noteOf } from './note.ts';

/** How long (milliseconds) counters may contradict the share before that counts as a failure. */
const patience = 10_000;
/** Requests below which a share is not looked at. */
const minimumRequests = 30;

export interface Watched {
  readonly memory: WatchMemory;
  readonly notes: readonly Note[];
  /** What must end in a rollback. */
  readonly failure: Finding | undefined;
  /** What is to be waited for. */
  readonly holding: Finding | undefined;
}

/** `start` is when the share was loaded; nothing earlier counts. */
export async function watch(
  context: StepContext,
  phase: string,
  gates: readonly Gate[],
  before: WatchMemory,
  start: number,
): Promise<Watched> {
  const { world, plan, facts, shares, now } = context;
  const seen = await look(context, before, gates);
  const time = lasted(before.time, now, world.uptime?.(), context.since);
  const desired = shares[phase] ?? 0;
  const counters = world.counters(plan, facts);
  const { granularity } = world.switch(plan).limits;
  const share = verifyShare({
    phase,
    desired,
    granularity,
    since: start,
    now: latest(seen, now),
    minimumRequests,
    edge: seen.edge,
    ...(counters.newGateway === undefined ? {} : { newGateway: seen.newGateway }),
    ...(counters.oldGateway === undefined ? {} : { oldGateway: seen.oldGateway }),
  });
  const judgeAll = (asked: readonly Gate[], of: string): readonly Judgement[] => {
    const { restarts = 0 } = seen;
    const measured = { phase: of, history: seen.edge, now: latest(seen, now), stageStart: start, restarts };
    const earlier = facts.counted?.[of];
    const more = { desired: shares[of] ?? 0, ...(earlier === undefined ? {} : { before: earlier }) };
    return asked.flatMap((gate) => judge(gate, { ...measured, ...more }).judgements);
  };
  const judgements = judgeAll(gates, phase);
  const guarding = earlierShifts(plan, context.step, phase)
    .filter((step) => (shares[step.phase] ?? 0) > 0)
    .flatMap((step) => judgeAll(step.gates, step.phase))
    .filter(({ verdict }) => verdict === 'fail');
  const verified = before.verified || (share.verdict === 'pass' && telling(share, desired));
  const wrongSince = contradictedSince(share, before.wrongSince, time.held);
  const { wrongSince: _, ...rest } = anew(seen, share);
  const memory = { ...rest, time, verified, ...(wrongSince === undefined ? {} : { wrongSince }) };
  const failing = [...judgements, ...guarding].find(({ verdict }) => verdict === 'fail');
  return {
    memory,
    notes: notesOf(context, phase, memory, share, [...judgements, ...guarding], verified && !before.verified),
    failure:
      failing === undefined ? contradiction(share, phase, desired, wrongSince, time.held) : gateFails(failing, phase),
    holding: hold(share, judgements, phase, desired, verified, explained(seen)),
  };
}

/** A source that is down now and then does not clear what the others contradict; only a share that shows does. */
function contradictedSince(
  { verdict, judgements }: ShareAnswer,
  since: number | undefined,
  held: number,
): number | undefined {
  if (verdict === 'fail') return since ?? held;
  return verdict === 'hold' && judgements.some(({ reason }) => reason === 'source-down') ? since : undefined;
}

/** Readings are stamped by their sources, a little after the attempt began. */
const latest = (memory: WatchMemory, now: number): number =>
  Math.max(now, ...[memory.edge, memory.newGateway, memory.oldGateway].map((history) => history.at(-1)?.at ?? 0));

/**
 * A counter that began anew has lost counts, so nothing since the write can be compared any more: counting starts over
 * from its last reading. The hold time goes on; gates need their minimum of requests again.
 */
function anew(seen: WatchMemory, { judgements }: ShareAnswer): WatchMemory {
  if (!judgements.some(({ reason }) => reason === 'counter-reset')) return seen;
  const { edge, newGateway, oldGateway, restarts = 0 } = seen;
  return {
    ...seen,
    restarts: restarts + 1,
    edge: edge.slice(-1),
    newGateway: newGateway.slice(-1),
    oldGateway: oldGateway.slice(-1),
  };
}

/** Whether so many requests could tell the share from nothing and from everything. */
function telling({ judgements }: ShareAnswer, desired: number): boolean {
  const nearest = desired >= 100 || desired <= 0 ? 50 : Math.min(desired, 100 - desired);
  return judgements.every(({ atMost }) => atMost < nearest);
}

function notesOf(
  context: StepContext,
  phase: string,
  memory: WatchMemory,
  share: ShareAnswer,
  judgements: readonly Judgement[],
  newlyVerified: boolean,
): readonly Note[] {
  const desired = context.shares[phase] ?? 0;
  const { observed } = share;
  const jumped = Math.round((memory.time?.jumped ?? 0) / 1000);
  return [
    ...(jumped === 0 ? [] : [{ kind: 'noted', what: finding('MIG044', { seconds: jumped }) } as const]),
    noteOf(memory.edge, phase, desired, share),
    ...(newlyVerified ? [{ kind: 'share-verified', phase, desired, observed } as const] : []),
    { kind: 'gate-judged', judgements: [...share.judgements, ...judgements] },
  ];
}

function contradiction(
  share: ShareAnswer,
  phase: string,
  desired: number,
  wrongSince: number | undefined,
  held: number,
): Finding | undefined {
  const wrong = share.judgements.find(({ verdict }) => verdict === 'fail');
  if (wrong === undefined || wrongSince === undefined || held - wrongSince < patience) return undefined;
  const { gate: counter, samples, value = -1 } = wrong;
  return finding('MIG007', { phase, share: desired, counter, observed: rounded(value), samples });
}

const gateFails = (one: Judgement, phase: string): Finding =>
  finding('MIG010', {
    phase,
    ...named(one),
    value: rounded(one.value ?? -1),
    atMost: one.atMost,
    samples: one.samples,
  });

const named = ({ gate, indicator, side, reason }: Judgement) => ({ gate, indicator, side, reason });
const rounded = (value: number): number => Number(value.toPrecision(4));

/** Whether any counter has seen requests. */
const counts = ({ judgements }: ShareAnswer): boolean => judgements.some(({ value }) => value !== undefined);

/** What a source that answers says of not being usable: it knows the remedy. One that does not answer has nothing to say. */
function explained(memory: WatchMemory): Finding | undefined {
  const last = [memory.edge, memory.newGateway, memory.oldGateway].map((history) => history.at(-1));
  return last
    .flatMap((one) => (one !== undefined && 'down' in one ? [one.down] : []))
    .find(({ code }) => code !== 'TRF030');
}

function hold(
  share: ShareAnswer,
  judgements: readonly Judgement[],
  phase: string,
  desired: number,
  verified: boolean,
  telling: Finding | undefined,
): Finding | undefined {
  const unsure = share.judgements.find(({ verdict }) => verdict !== 'pass');
  if (unsure?.verdict === 'fail') {
    return finding('MIG011', { phase, share: desired, counter: unsure.gate, observed: rounded(unsure.value ?? -1) });
  }
  if (unsure?.reason === 'source-down') return telling ?? finding('MIG008', { counter: unsure.gate });
  // A counter that stands still has counted before, or another one has.
  if (unsure?.reason === 'no-data' && (unsure.samples > 0 || counts(share)))
    return finding('MIG034', { phase, counter: unsure.gate });
  if (!verified || unsure !== undefined) {
    const { gate: counter, samples } = unsure ?? share.judgements[0] ?? { gate: 'share/edge', samples: 0 };
    return finding('MIG009', { phase, share: desired, counter, samples });
  }
  const holding = judgements.find(({ verdict }) => verdict === 'hold');
  return holding === undefined ? undefined : finding('MIG012', { phase, ...named(holding), samples: holding.samples });
}

/** The last shift of every phase that was moved before this one: its gates go on guarding it. */
function earlierShifts(plan: Plan, step: PlannedStep, phase: string): readonly ShiftStep[] {
  const at = plan.steps.findIndex(({ id }) => id === step.id);
  const before = plan.steps.slice(0, at).filter((one): one is ShiftStep => one.kind === 'shift');
  const last = new Map(before.map((one) => [one.phase, one]));
  last.delete(phase);
  return [...last.values()];
}
