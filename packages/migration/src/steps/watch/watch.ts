/** One look at a phase that carries traffic: its measured share, its gates, and the gates of phases moved before it. */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import type { Gate, Judgement } from '@banyan/traffic/gates/gate.ts';
import type { Reading } from '@banyan/traffic/indicators/indicator.ts';
import type { Plan, PlannedStep, ShiftStep } from '../../plan/plan.ts';
import type { Note, StepContext } from '../step.ts';
import { quality } from './counts.ts';
import type { WatchMemory } from './memory.ts';
import { type Comparison, compare, look, withBase } from './observe.ts';

/** How long (milliseconds) counters may contradict the share before that counts as a failure. */
const patience = 10_000;
/** Readings kept: enough for every window to be cut at a twentieth of its length. */
const kept = 24;

export interface Watched {
  readonly memory: WatchMemory;
  readonly notes: readonly Note[];
  readonly share: Comparison;
  /** Of the watched phase. */
  readonly judgements: readonly Judgement[];
  /** What must end in a rollback. */
  readonly failure: Finding | undefined;
  /** What is to be waited for. */
  readonly holding: Finding | undefined;
}

export async function watch(
  context: StepContext,
  phase: string,
  gates: readonly Gate[],
  memory: WatchMemory,
): Promise<Watched> {
  const counters = context.world.counters(context.plan, context.facts);
  const seen = await look(counters, context.signal);
  const based = withBase(memory, seen);
  const share = context.shares[phase] ?? 0;
  const comparison = compare(based, seen, counters, phase, share);
  const readings = seen.edge === undefined ? memory.readings : thinned([...memory.readings, seen.edge]);
  const history: readonly Reading[] = readings;
  const judgements = gates.flatMap((gate) => context.world.judge(gate, phase, history));
  const others = earlierShifts(context.plan, context.step, phase)
    .filter((step) => (context.shares[step.phase] ?? 0) > 0)
    .flatMap((step) => step.gates.flatMap((gate) => context.world.judge(gate, step.phase, history)));
  const wrongSince = comparison.verdict === 'contradicts' ? (memory.wrongSince ?? context.now) : undefined;
  const verified = memory.verified || comparison.verdict === 'agrees';
  const failing = [...judgements, ...others].find((one) => one.verdict === 'fail');
  const { wrongSince: _, ...rest } = based;
  return {
    memory: { ...rest, readings: history, verified, ...(wrongSince === undefined ? {} : { wrongSince }) },
    notes: notesOf({
      phase,
      share,
      comparison,
      judgements: [...judgements, ...others.filter((one) => one.verdict === 'fail')],
      memory,
      verified,
      history,
    }),
    share: comparison,
    judgements,
    failure:
      failing === undefined
        ? contradiction(comparison, phase, share, wrongSince, context.now)
        : gateFails(failing, phase),
    holding: hold(comparison, judgements, phase, share),
  };
}

interface Seen {
  readonly phase: string;
  readonly share: number;
  readonly comparison: Comparison;
  readonly judgements: readonly Judgement[];
  readonly memory: WatchMemory;
  readonly verified: boolean;
  readonly history: readonly Reading[];
}

function notesOf({ phase, share, comparison, judgements, memory, verified, history }: Seen): readonly Note[] {
  const { observed, samples } = comparison;
  const last = history.at(-1);
  const before = history.at(-2);
  const sides = { old: last && quality(before, last, phase, 'old'), new: last && quality(before, last, phase, 'new') };
  const per = (what: 'errors' | 'p95') =>
    Object.fromEntries(
      (['old', 'new'] as const).flatMap((side) => {
        const value = sides[side]?.[what];
        return value === undefined ? [] : [[side, value]];
      }),
    );
  const notes: Note[] = [
    { kind: 'share-observed', phase, desired: share, observed, samples, errors: per('errors'), p95: per('p95') },
  ];
  if (verified && !memory.verified) notes.push({ kind: 'share-verified', phase, desired: share, observed });
  if (judgements.length > 0) notes.push({ kind: 'gate-judged', judgements });
  return notes;
}

function contradiction(
  comparison: Comparison,
  phase: string,
  share: number,
  wrongSince: number | undefined,
  now: number,
): Finding | undefined {
  if (wrongSince === undefined || now - wrongSince < patience) return undefined;
  const counter = comparison.counter ?? 'edge';
  return finding('MIG007', {
    phase,
    share,
    counter,
    observed: comparison.observed[counter] ?? 0,
    samples: comparison.samples,
  });
}

const gateFails = (one: Judgement, phase: string): Finding =>
  finding('MIG010', { phase, ...named(one), value: one.value ?? -1, atMost: one.atMost, samples: one.samples });

const named = ({ gate, indicator, side, reason }: Judgement) => ({ gate, indicator, side, reason });

function hold(
  comparison: Comparison,
  judgements: readonly Judgement[],
  phase: string,
  share: number,
): Finding | undefined {
  const counter = comparison.counter ?? 'edge';
  const { samples } = comparison;
  if (comparison.verdict === 'absent') return finding('MIG008', { counter });
  if (comparison.verdict === 'waiting') return finding('MIG009', { phase, share, counter, samples });
  if (comparison.verdict === 'contradicts')
    return finding('MIG011', { phase, share, counter, observed: comparison.observed[counter] ?? 0 });
  const holding = judgements.find((one) => one.verdict === 'hold');
  return holding === undefined ? undefined : finding('MIG012', { phase, ...named(holding), samples: holding.samples });
}

/** The last shift of every phase that was moved before this one: its gates go on guarding it. */
function earlierShifts(plan: Plan, step: PlannedStep, phase: string): readonly ShiftStep[] {
  const before = plan.steps.slice(0, plan.steps.indexOf(step)).filter((one): one is ShiftStep => one.kind === 'shift');
  const last = new Map(before.map((one) => [one.phase, one]));
  last.delete(phase);
  return [...last.values()];
}

/** Keeps the first and the last and, beyond the limit, every second of those between, oldest first. */
function thinned<T>(readings: readonly T[]): readonly T[] {
  if (readings.length <= kept) return readings;
  const recent = readings.slice(-kept / 2);
  const older = readings.slice(0, -kept / 2);
  return [...older.filter((_, index) => index % 2 === 0), ...recent];
}
