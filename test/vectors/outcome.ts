/** What became of a case, however it was observed; plain JSON, so that lanes can hand it over in a file. */
import type { Difference } from '@banyan/gateway/semantics/compare/differences.ts';
import type { SeenAnswer } from '@banyan/gateway/semantics/compare/seen.ts';

export interface RequestOutcome {
  readonly observed: SeenAnswer;
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
  /** In every field: the same as `full`. */
  readonly agree: number;
  /** In all but the headers and the body of the answer. */
  readonly decision: number;
  readonly full: number;
  /** Cases whose configuration the gateway refused, and those of them where convert says so at the same field. */
  readonly refused: { readonly cases: number; readonly agree: number };
  readonly announced: number;
  readonly unannounced: number;
  readonly falseAlarms: number;
  /** Cases that could not be set up: not converted, or refused by what was to serve them. */
  readonly unserved: number;
}

/** What a decision leaves out: headers and body of the answer itself. */
const ofTheAnswer = (field: string): boolean => /^(?:rejected\.)?(?:headers\.|body)/.test(field);

/** `refused` tells for each case whose configuration the gateway refused whether convert agrees. */
export function summarise(
  through: string,
  outcomes: readonly CaseOutcome[],
  refused: readonly boolean[] = [],
): Summary {
  const all = outcomes.flatMap(({ requests }) => requests);
  const differing = all.filter(({ differences }) => differences.length > 0);
  const announced = differing.filter(({ announcedBy }) => announcedBy.length > 0).length;
  const selected = all.filter(({ announcedBy }) => announcedBy.length > 0).length;
  return {
    through,
    cases: outcomes.length,
    requests: all.length,
    agree: all.length - differing.length,
    decision: all.filter(({ differences }) => differences.every(({ field }) => ofTheAnswer(field))).length,
    full: all.length - differing.length,
    refused: { cases: refused.length, agree: refused.filter((agrees) => agrees).length },
    announced,
    unannounced: differing.length - announced,
    falseAlarms: selected - announced,
    unserved: outcomes.filter(({ problem }) => problem !== undefined).length,
  };
}
