import type { Counts } from '@banyan/gateway/semantics/compare/seen.ts';

/** How often each value appears. */
export function count(values: readonly (number | string)[]): Counts {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
