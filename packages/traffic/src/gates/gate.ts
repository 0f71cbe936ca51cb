/** Indicators, thresholds, window, minimum, and a policy for each way of not knowing. Pure: readings in, verdict out. */
import type { Side } from '../indicators/indicator.ts';

export type Verdict = 'pass' | 'fail' | 'hold';

/** What to do when a gate cannot know. `pass` is not among the choices: no data is never a pass. */
export type NotKnowing = 'hold' | 'fail';

export interface Threshold {
  readonly indicator: 'error_ratio' | 'run_error_ratio' | 'latency_p95' | 'share';
  readonly side: Side;
  /**
   * Ratio (0 to 1), milliseconds, or, for `share`, the allowed distance in percentage points. Equal to the limit passes.
   * Above it the new side fails; the old side holds, because going back would not cure it.
   */
  readonly atMost: number;
  /** For `error_ratio`: what the old side showed earlier in the run is added to the limit. */
  readonly over?: 'old-before';
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
  /** New against old, judged over the whole stage. */
  readonly comparisons?: readonly Comparison[];
}

/** How much worse than the old side the new one may be. Both probabilities hold however often and however long one looks. */
export interface Comparison {
  readonly indicator: 'error_difference';
  /** Error ratio of the new side minus that of the old one: what counts as a regression. */
  readonly atMost: number;
  /** Whether the stage waits until a regression is excluded, or goes on while none is shown. */
  readonly proof: boolean;
  /** How probable a `fail` may ever be while the new side is no worse. */
  readonly falseFail: number;
  /** How probable a `pass` may ever be while the new side is worse by `atMost` or more. */
  readonly falsePass: number;
  /** Milliseconds after which, again and again, it is also judged from there on: a late regression must not be diluted. */
  readonly restartEvery?: number;
}

/** One threshold's judgement, as status and report show it. */
export interface Judgement {
  readonly gate: string;
  readonly indicator: Threshold['indicator'] | Comparison['indicator'];
  readonly side: Side;
  /** undefined when it could not be measured. */
  readonly value: number | undefined;
  /** Where the true value lies when buckets or chance leave it open; `to` is null when only the lower end is known. */
  readonly interval?: { readonly from: number; readonly to: number | null };
  readonly atMost: number;
  /** Requests the value rests on. */
  readonly samples: number;
  readonly verdict: Verdict;
  /** Why. `bucket`: the limit lies inside the histogram's bucket. `undecided`: what was counted shows neither yet. */
  readonly reason:
    | 'within'
    | 'above'
    | 'no-data'
    | 'too-few-requests'
    | 'source-down'
    | 'counter-reset'
    | 'bucket'
    | 'undecided';
}
