/**
 * Whether traffic is really divided as asked for, by three counters that know nothing of each other: the edge's, the new
 * gateway's and the old gateway's. A gateway that acknowledges a weight and does not apply it is caught here.
 */
import type { Counters } from '../indicators/indicator.ts';
import type { Judgement } from './gate.ts';
import { type Judged, worst } from './judge.ts';
import { mean } from './quantile.ts';
import { isSilent } from './silent.ts';
import { movement, type Observation } from './window.ts';

export interface ShareQuestion {
  readonly phase: string;
  /** Percent asked for. */
  readonly desired: number;
  /** Smallest step of the switch, in percent. */
  readonly granularity: number;
  readonly edge: readonly Observation[];
  /** Left out when that side cannot be asked at all; it is not judged then. */
  readonly newGateway?: readonly Observation[];
  readonly oldGateway?: readonly Observation[];
  /** When the write was loaded. */
  readonly since: number;
  readonly now: number;
  readonly minimumRequests: number;
}

export interface ShareAnswer extends Judged {
  /** Percent on the new side by each counter, of the requests that the edge counted. */
  readonly observed: { readonly edge?: number; readonly newGateway?: number; readonly oldGateway?: number };
}

/** Standard deviations that chance is allowed: about one false alarm in 100,000 looks. */
const deviations = 4.5;

/** Requests that may be counted on one side of a reading and not on the other even without load. */
const always = 2;

export function verifyShare(question: ShareQuestion): ShareAnswer {
  const { phase, since, now, desired } = question;
  const old = movement(question.edge, phase, 'old', since, now);
  const next = movement(question.edge, phase, 'new', since, now);
  const total = old.counters.requests + next.counters.requests;
  const percent = (requests: number): number | undefined => (total > 0 ? (100 * requests) / total : undefined);

  const look = (name: string, side: 'old' | 'new', history: readonly Observation[], mine: boolean): Judgement => {
    const moved = movement(history, phase, side, since, now);
    const share = percent(moved.counters.requests);
    const value = share === undefined ? undefined : side === 'new' ? share : 100 - share;
    const skew = mine ? 0 : gap(old.span, moved.span);
    const atMost = tolerance(question, total, old.span, [old.counters, next.counters], skew);
    const base = { gate: `share/${name}`, indicator: 'share', side, value, atMost, samples: total } as const;
    const latest = history.findLast(({ at }) => at <= now);
    if (latest !== undefined && 'down' in latest) return { ...base, verdict: 'hold', reason: 'source-down' };
    if (value === undefined || moved.span === undefined) return { ...base, verdict: 'hold', reason: 'no-data' };
    if (total < question.minimumRequests) return { ...base, verdict: 'hold', reason: 'too-few-requests' };
    // Counts were lost: the shares cannot be compared until the next stage.
    if (moved.reset || old.reset || next.reset) return { ...base, verdict: 'hold', reason: 'counter-reset' };
    const within = Math.abs(value - desired) <= atMost;
    return { ...base, verdict: within ? 'pass' : 'fail', reason: within ? 'within' : 'above' };
  };

  const looked = {
    edge: look('edge', 'new', question.edge, true),
    fresh: question.newGateway && look('new-gateway', 'new', question.newGateway, false),
    former: question.oldGateway && look('old-gateway', 'old', question.oldGateway, false),
  };
  const { edge, fresh, former } = withoutSilent(question, looked);
  const judgements = [edge, fresh, former].filter((one) => one !== undefined);
  return {
    verdict: worst(judgements.map(({ verdict }) => verdict)),
    judgements,
    observed: {
      ...(edge.value === undefined ? {} : { edge: edge.value }),
      ...(fresh?.value === undefined ? {} : { newGateway: fresh.value }),
      ...(former?.value === undefined ? {} : { oldGateway: former.value }),
    },
  };
}

interface Looked {
  readonly edge: Judgement;
  readonly fresh: Judgement | undefined;
  readonly former: Judgement | undefined;
}

/**
 * A counter that stands still while another one shows requests on its side does not measure; nothing is concluded from it.
 * Only if the other gateway has the requests that it misses, they went there.
 */
function withoutSilent(question: ShareQuestion, { edge, fresh, former }: Looked): Looked {
  const { newGateway = [], oldGateway = [] } = question;
  const mute = (one: Judgement): Judgement => {
    const { value: _, ...rest } = one;
    return { ...rest, value: undefined, verdict: 'hold', reason: 'no-data' };
  };
  const gateways = [
    { side: 'new', history: newGateway },
    { side: 'old', history: oldGateway },
  ] as const;
  const edgeIsSilent = gateways.some(({ side, history }) => isSilent(question, side, question.edge, history));
  if (edgeIsSilent) return { edge: mute(edge), fresh: fresh && mute(fresh), former: former && mute(former) };
  const silent = gateways.map(({ side, history }) => isSilent(question, side, history, question.edge));
  const [freshIsMute, formerIsMute] = silent;
  // A counter that counts and still disagrees has what the silent one misses.
  const keepsFresh = !formerIsMute && former?.verdict === 'fail';
  const keepsFormer = !freshIsMute && fresh?.verdict === 'fail';
  return {
    edge,
    fresh: fresh && freshIsMute && !keepsFresh ? mute(fresh) : fresh,
    former: former && formerIsMute && !keepsFormer ? mute(former) : former,
  };
}

type Span = { readonly from: number; readonly to: number } | undefined;

/** Milliseconds by which two sources were read apart, at both ends together. */
const gap = (a: Span, b: Span): number =>
  a === undefined || b === undefined ? 0 : Math.abs(a.from - b.from) + Math.abs(a.to - b.to);

/**
 * Percentage points that the observed share may be off: chance (binomial), the switch's granularity, and requests that one
 * counter had and the other had not yet when they were read: those under way (rate times time) and those between readings.
 */
function tolerance(
  { desired, granularity }: ShareQuestion,
  total: number,
  span: Span,
  sides: readonly Counters[],
  skew: number,
): number {
  if (total <= 0 || span === undefined) return 0;
  const p = desired / 100;
  const chance = 100 * deviations * Math.sqrt((p * (1 - p)) / total);
  const slowest = Math.max(...sides.map(({ latency }) => mean(latency) ?? 0));
  const rate = total / (span.to - span.from);
  const underway = Math.min(total, always + rate * (skew + 2 * slowest));
  return chance + granularity + (100 * underway) / total;
}
