/** Applies a gate to what was measured. Pure: the same history gives the same verdict. */
import type { Side } from '../indicators/indicator.ts';
import type { Gate, Judgement, NotKnowing, Threshold, Verdict } from './gate.ts';
import { judgeComparison } from './judge-comparison.ts';
import { quantile } from './quantile.ts';
import { type Movement, movement, type Observation } from './window.ts';

export interface Measured {
  readonly phase: string;
  /** Readings of one source, and the times it was down, oldest first. */
  readonly history: readonly Observation[];
  readonly now: number;
  /** When the stage's write was loaded; nothing earlier counts. */
  readonly stageStart: number;
  /** Percent asked for; needed by a threshold on `share` and by comparisons. */
  readonly desired?: number;
  /** How often counting had to begin anew within the stage, because counts were lost. */
  readonly restarts?: number;
  /** What the phase counted in the stages before this one. */
  readonly before?: Partial<Readonly<Record<Side, Tally>>>;
}

export interface Tally {
  readonly requests: number;
  readonly errors: number;
}

export interface Judged {
  readonly verdict: Verdict;
  readonly judgements: readonly Judgement[];
}

/** The worst judgement decides: fail, then hold. A gate without thresholds holds: it has nothing to pass on. */
export function judge(gate: Gate, measured: Measured): Judged {
  const judgements = [
    ...gate.thresholds.map((threshold) => judgeOne(gate, threshold, measured)),
    ...(gate.comparisons ?? []).map((comparison) => judgeComparison(gate, comparison, measured)),
  ];
  return { verdict: worst(judgements.map(({ verdict }) => verdict)), judgements };
}

export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.length === 0 || verdicts.includes('hold') ? 'hold' : 'pass';
}

type Reason = Judgement['reason'];

function judgeOne(gate: Gate, threshold: Threshold, measured: Measured): Judgement {
  const { phase, history, now, stageStart } = measured;
  const whole = threshold.indicator === 'run_error_ratio';
  const from = whole ? stageStart : windowStart(history, stageStart, now - gate.window);
  const moved = movement(history, phase, threshold.side, from, now);
  const other = movement(history, phase, threshold.side === 'new' ? 'old' : 'new', from, now);
  const atMost = limitOf(threshold, measured);
  const value = evaluators[threshold.indicator]({ ...threshold, atMost }, moved, other, measured);
  const base = {
    gate: gate.name,
    indicator: threshold.indicator,
    side: threshold.side,
    value: value?.value,
    ...(value?.interval === undefined ? {} : { interval: value.interval }),
    atMost,
    samples: value?.samples ?? 0,
  };
  const conclude = (verdict: Verdict, reason: Reason): Judgement => ({ ...base, verdict, reason });
  const unknown = (policy: NotKnowing, reason: Reason): Judgement => conclude(policy, reason);

  // What is known to be bad is bad whatever else is not known.
  if (value?.above && (value.samples >= gate.minimumRequests || beyondRepair(gate, { ...threshold, atMost }, moved))) {
    return conclude(threshold.side === 'new' ? 'fail' : 'hold', 'above');
  }
  const latest = history.findLast(({ at }) => at <= now);
  if (latest !== undefined && 'down' in latest) return unknown(gate.sourceDown, 'source-down');
  if (value === undefined) return unknown(gate.noData, 'no-data');
  if (value.samples < gate.minimumRequests) return unknown(gate.tooFewRequests, 'too-few-requests');
  // Errors between the last reading and a restart were never counted: enough must be known since.
  if (moved.reset && moved.sinceReset.requests < gate.minimumRequests) return conclude('hold', 'counter-reset');
  return value.unsure === true ? conclude('hold', 'bucket') : conclude('pass', 'within');
}

/**
 * The last reading before the window begins, so that a source which is seldom read shows the whole window, and a bit more, rather than
 * nothing; never one from before the stage.
 */
function windowStart(history: readonly Observation[], stageStart: number, begin: number): number {
  if (begin <= stageStart) return stageStart;
  const last = history.findLast((one) => 'reading' in one && one.at <= begin);
  return last === undefined || last.at < stageStart ? begin : last.at;
}

/** Where nothing is left to compare with, what the old side showed before is added to the limit. */
function limitOf({ atMost, over }: Threshold, { before }: Measured): number {
  const old = over === undefined ? undefined : before?.old;
  return old === undefined || old.requests <= 0 ? atMost : atMost + old.errors / old.requests;
}

interface Value {
  readonly value: number;
  readonly samples: number;
  readonly above: boolean;
  /** It may be above, or may not: the histogram does not tell. */
  readonly unsure?: boolean;
  readonly interval?: { readonly from: number; readonly to: number | null };
}

/** Sums of floating-point shares must not decide between equal and above. */
const exceeds = (value: number, limit: number): boolean => value > limit + 1e-9 * Math.max(1, Math.abs(limit));

type Evaluator = (threshold: Threshold, moved: Movement, other: Movement, measured: Measured) => Value | undefined;

/** undefined when there is nothing to work on. */
const evaluators: Readonly<Record<Threshold['indicator'], Evaluator>> = {
  error_ratio: ({ atMost }, { counters }) => ratio(counters, atMost),
  run_error_ratio: ({ atMost, side }, { counters }, _, { before }) => {
    const earlier = before?.[side] ?? { requests: 0, errors: 0 };
    const { requests, errors } = counters;
    return ratio({ requests: requests + earlier.requests, errors: errors + earlier.errors }, atMost);
  },
  latency_p95: ({ atMost }, { counters }) => {
    const p95 = quantile(counters.latency, 0.95);
    if (p95 === undefined) return undefined;
    // All that is known is the bucket: above its lower bound, at most its upper one.
    const { from, to } = p95.interval;
    const above = from >= atMost;
    return { ...p95, above, unsure: !above && (to === null || exceeds(to, atMost)) };
  },
  share: ({ atMost, side }, { counters }, other, { desired }) => {
    const samples = counters.requests + other.counters.requests;
    if (samples <= 0 || desired === undefined) return undefined;
    const value = Math.abs((100 * counters.requests) / samples - (side === 'new' ? desired : 100 - desired));
    return { value, samples, above: exceeds(value, atMost) };
  },
};

function ratio({ requests, errors }: Tally, atMost: number): Value | undefined {
  if (requests <= 0) return undefined;
  const value = errors / requests;
  return { value, samples: requests, above: exceeds(value, atMost) };
}

/** So many errors that the ratio would be above the limit even if all requests up to the minimum were well. */
const beyondRepair = (gate: Gate, threshold: Threshold, moved: Movement): boolean =>
  threshold.indicator === 'error_ratio' &&
  exceeds(moved.counters.errors, threshold.atMost * Math.max(gate.minimumRequests, moved.counters.requests));
