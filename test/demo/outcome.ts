/** What one scene came to. */
import type { Figures } from '../load/sample.ts';
import type { Mark, Second } from './timeline.ts';

export interface Check {
  /** What should be so, as a sentence. */
  readonly what: string;
  readonly holds: boolean;
  /** What was seen. */
  readonly seen: string;
}

export interface SceneOutcome {
  readonly title: string;
  readonly story: string;
  readonly checks: readonly Check[];
  readonly seconds: readonly Second[];
  readonly marks: readonly Mark[];
  readonly figures: Figures;
  /** Seconds that it took. */
  readonly took: number;
}

export const went = (outcome: SceneOutcome): boolean =>
  outcome.checks.length > 0 && outcome.checks.every((check) => check.holds);
