/** In which order the matches of a migration are tried, for every edge alike. Pure. */
import type { EdgeMigration, PhaseMatch } from './model.ts';

export interface OrderedMatch {
  /** undefined matches everything. */
  readonly match: PhaseMatch | undefined;
  /** undefined for what stays on the old side. */
  readonly phase: string | undefined;
}

/** All matches; the first that holds decides. What none has stays on the old side. */
export function orderedMatches({ phases, stay }: Pick<EdgeMigration, 'phases' | 'stay'>): readonly OrderedMatch[] {
  const chosen = [
    ...stay.map((match) => ({ match, phase: undefined })),
    ...phases.flatMap(({ name, matches }) =>
      matches === 'rest' ? [] : matches.map((match) => ({ match, phase: name })),
    ),
  ];
  const rest = phases.flatMap(({ name, matches }) => (matches === 'rest' ? [{ match: undefined, phase: name }] : []));
  // Sorting is stable.
  return [...chosen.sort((a, b) => a.match.order - b.match.order), ...rest];
}
