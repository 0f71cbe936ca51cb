/**
 * How far a finding explains a difference. Most say for which requests the answer differs and leave open how; these are only about
 * how requests are spread over nodes and how long they may take, and excuse nothing else.
 */
import type { Difference } from '../semantics/compare/differences.ts';

const reaches: Readonly<Record<string, RegExp>> = {
  ENV050: /^(?:nodes|forward\.\w+)$/,
  ENV051: /^forward\.(?:connect|retryTimeout)$/,
};

/** Codes that explain something of it, and what none of them explains. */
export function explained(
  differences: readonly Difference[],
  codes: readonly string[],
): { readonly codes: readonly string[]; readonly left: readonly Difference[] } {
  const explains = (code: string, { field }: Difference): boolean => reaches[code]?.test(field) ?? true;
  return {
    codes: codes.filter((code) => differences.some((one) => explains(code, one))),
    left: differences.filter((one) => !codes.some((code) => explains(code, one))),
  };
}
