/** The text of a header that is made from variables; what Envoy has no variable for, or reads otherwise, is said. */
import { always } from '@banyan/core/condition/condition.ts';
import { type format, readOtherwise } from './template.ts';
import type { Difference } from './variant.ts';

/** Adds to `differences` what is to be said about the header `name`. */
export function checked(name: string, formatted: ReturnType<typeof format>, differences: Difference[]): string {
  for (const attribute of formatted.unknown)
    differences.push({ code: 'ENV031', params: { name, variable: attribute }, verdict: 'unsupported', when: always });
  for (const attribute of formatted.doubtful)
    differences.push({
      code: 'ENV034',
      params: { name, variable: attribute },
      verdict: 'approximated',
      when: readOtherwise(attribute),
    });
  return formatted.text;
}
