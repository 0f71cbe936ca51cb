/** Findings by code, the worst and most frequent first. */
import type { Finding, FindingCode } from '@banyan/core/finding/finding.ts';

export type Group = readonly [code: FindingCode, findings: readonly [Finding, ...Finding[]]];

const levels = ['error', 'warning', 'info'];

export function grouped(findings: readonly Finding[]): Group[] {
  const groups = new Map<FindingCode, [Finding, ...Finding[]]>();
  for (const found of findings) {
    const group = groups.get(found.code);
    if (group === undefined) groups.set(found.code, [found]);
    else group.push(found);
  }
  return Array.from(groups).toSorted(
    ([leftCode, [left, ...others]], [rightCode, [right, ...rest]]) =>
      levels.indexOf(left.level) - levels.indexOf(right.level) ||
      rest.length - others.length ||
      (leftCode < rightCode ? -1 : 1),
  );
}
