/** The text of a header that is made from variables; what Envoy has no variable for, or reads otherwise, is said. */
import { always } from '@banyan/core/condition/condition.ts';
import { type Formatted, readOtherwise } from './template.ts';
import type { Difference } from './variant.ts';

/** What is to be said about the text `name`. */
export function differencesOf(name: string, { unknown, doubtful }: Formatted): readonly Difference[] {
  return [
    ...unknown.map(
      (variable): Difference => ({
        code: 'ENV031',
        params: { name, variable },
        verdict: 'unsupported',
        when: always,
      }),
    ),
    ...doubtful.flatMap((variable): Difference[] => {
      const when = readOtherwise(variable);
      return when === undefined ? [] : [{ code: 'ENV034', params: { name, variable }, verdict: 'approximated', when }];
    }),
  ];
}
