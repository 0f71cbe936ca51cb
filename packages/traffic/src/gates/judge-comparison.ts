/** Judges the new side against the old one, over the whole stage and, in long ones, again and again from a later start. */
import { type Difference, difference } from './compare/difference.ts';
import type { Counted } from './compare/evidence.ts';
import { compared } from './compare/verdict.ts';
import type { Comparison, Gate, Judgement, Verdict } from './gate.ts';
import type { Measured } from './judge.ts';
import { movement } from './window.ts';

export function judgeComparison(gate: Gate, comparison: Comparison, measured: Measured): Judgement {
  const { indicator, atMost } = comparison;
  const whole = counted(measured, measured.stageStart);
  const found = between(comparison, measured, whole, comparison.restartEvery === undefined ? 1 : 1 / 2);
  const base = { gate: gate.name, indicator, side: 'new', atMost, samples: Math.min(...sides(whole)) } as const;
  const known = { value: found?.value, ...(found === undefined ? {} : { interval: found.interval }) };
  const verdict = found === undefined ? 'hold' : compared(comparison, found);
  if (verdict === 'fail') return { ...base, ...known, verdict, reason: 'above' };
  const late = sinceRestart(comparison, measured);
  if (late !== undefined && compared({ ...comparison, proof: true }, late) === 'fail') {
    return { ...base, value: late.value, interval: late.interval, verdict: 'fail', reason: 'above' };
  }
  const conclude = (how: Verdict, reason: Judgement['reason']): Judgement => ({
    ...base,
    ...known,
    verdict: how,
    reason,
  });
  const latest = measured.history.findLast(({ at }) => at <= measured.now);
  if (latest !== undefined && 'down' in latest) return conclude(gate.sourceDown, 'source-down');
  // With nothing on one side there is nothing to compare.
  if (found === undefined) return conclude(gate.noData, 'no-data');
  if (verdict === 'hold') return conclude('hold', 'undecided');
  if (base.samples < gate.minimumRequests && !comparison.proof)
    return conclude(gate.tooFewRequests, 'too-few-requests');
  return conclude('pass', 'within');
}

const sides = ({ requests }: Counted): readonly number[] => [requests.old, requests.new];

function counted({ history, phase, now }: Measured, from: number): Counted {
  const [old, fresh] = (['old', 'new'] as const).map((side) => movement(history, phase, side, from, now).counters);
  return {
    requests: { old: old?.requests ?? 0, new: fresh?.requests ?? 0 },
    errors: { old: old?.errors ?? 0, new: fresh?.errors ?? 0 },
  };
}

/** `part` of the probability of a false fail is spent on this look at the stage. */
function between(comparison: Comparison, measured: Measured, what: Counted, part: number): Difference | undefined {
  const { desired, restarts = 0 } = measured;
  if (desired === undefined || desired <= 0 || desired >= 100) return undefined;
  // Each new beginning is a test of its own: the first has nine tenths of the probability, each further one a tenth of the one before.
  const spent = 0.9 * 0.1 ** restarts;
  return difference(what, desired / 100, {
    lower: comparison.falseFail * spent * part,
    upper: comparison.falsePass * spent,
  });
}

/** What the stretch of time that is under way shows by itself. The parts 1/2, 1/6, 1/12 .. of all stretches add up to 1. */
function sinceRestart(comparison: Comparison, measured: Measured): Difference | undefined {
  const { restartEvery } = comparison;
  if (restartEvery === undefined) return undefined;
  const stretch = Math.floor((measured.now - measured.stageStart) / restartEvery);
  if (stretch < 1) return undefined;
  const from = measured.stageStart + stretch * restartEvery;
  return between(comparison, measured, counted(measured, from), 1 / (2 * stretch * (stretch + 1)));
}
