/** Indicators, thresholds, window, minimum, and a policy for each way of not knowing. Pure: readings in, verdict out. */
import type { Side } from '../indicators/indicator.ts';

export type Verdict = 'pass' | 'fail' | 'hold';

/** What to do when a gate cannot know. `pass` is not among the choices: no data is never a pass. */
export type NotKnowing = 'hold' | 'fail';

export interface Threshold {
  readonly indicator: 'error_ratio' | 'latency_p95' | 'share';
  readonly side: Side;
  /**
   * Ratio (0 to 1), milliseconds, or, for `share`, the allowed distance in percentage points. Equal to the limit passes.
   * Above it the new side fails; the old side holds, because going back would not cure it.
   */
  readonly atMost: number;
}

export interface Gate {
  readonly name: string;
  readonly thresholds: readonly Threshold[];
  /** Milliseconds looked back. */
  readonly window: number;
  /** Requests on the judged side within the window below which nothing is decided. */
  readonly minimumRequests: number;
  readonly noData: NotKnowing;
  readonly tooFewRequests: NotKnowing;
  readonly sourceDown: NotKnowing;
}

/** One threshold's judgement, as status and report show it. */
export interface Judgement {
  readonly gate: string;
  readonly indicator: Threshold['indicator'];
  readonly side: Side;
  /** undefined when it could not be measured. */
  readonly value: number | undefined;
  /** Where the true value lies when buckets leave it open; `to` is null when only the lower end is known. */
  readonly interval?: { readonly from: number; readonly to: number | null };
  readonly atMost: number;
  /** Requests the value rests on. */
  readonly samples: number;
  readonly verdict: Verdict;
  /** Why it holds or fails: `no data`, `too few requests`, `source down`, `above the limit`. */
  readonly reason: 'within' | 'above' | 'no-data' | 'too-few-requests' | 'source-down' | 'counter-reset';
}
