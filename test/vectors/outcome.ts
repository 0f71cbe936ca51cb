/** What became of a case, however it was observed; plain JSON, so that lanes can hand it over in a file. */
import type { Difference } from './compare/differences.ts';
import type { VectorAnswer } from './vector.ts';

export interface RequestOutcome {
  readonly observed: VectorAnswer;
  readonly differences: readonly Difference[];
  /** Codes that announced a difference for this request, whether there is one or not. */
  readonly announcedBy: readonly string[];
}

export interface CaseOutcome {
  readonly id: string;
  readonly requests: readonly RequestOutcome[];
  /** Why the case could not be set up; its requests then differ. */
  readonly problem?: string;
  /** How long its requests took. */
  readonly milliseconds?: number;
}

/** The last line of a run. */
export interface Summary {
  readonly through: string;
  readonly cases: number;
  readonly requests: number;
  readonly agree: number;
  readonly announced: number;
  readonly unannounced: number;
  readonly falseAlarms: number;
}

export function summarise(through: string, outcomes: readonly CaseOutcome[]): Summary {
  const all = outcomes.flatMap(({ requests }) => requests);
  const differing = all.filter(({ differences }) => differences.length > 0);
  const announced = differing.filter(({ announcedBy }) => announcedBy.length > 0).length;
  const selected = all.filter(({ announcedBy }) => announcedBy.length > 0).length;
  return {
    through,
    cases: outcomes.length,
    requests: all.length,
    agree: all.length - differing.length,
    announced,
    unannounced: differing.length - announced,
    falseAlarms: selected - announced,
  };
}
