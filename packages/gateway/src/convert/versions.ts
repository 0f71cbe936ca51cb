/**
 * Versions of the target: what is written was served by real ones, and its answers compared with recorded ones, from the
 * oldest to the newest that a writer names. Of another version nothing is known, so every answer may differ.
 */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Writer } from '../writers/writer.ts';

/** A remark where the user asks for a version that nobody has measured. `1.31.2` counts as 1.31. */
export function unmeasured(
  { target, measured: [oldest, newest] }: Pick<Writer, 'target' | 'measured'>,
  versions: Readonly<Record<string, string>>,
): readonly Finding[] {
  const version = versions[target];
  if (version === undefined || (order(version, oldest) >= 0 && order(version, newest) <= 0)) return [];
  const affects = { routes: 'all', when: { always: true } } as const;
  return [finding('CNV014', { target, version, oldest, newest }, { affects })];
}

/** By major and minor number. */
function order(a: string, b: string): number {
  const [[major = 0, minor = 0], [otherMajor = 0, otherMinor = 0]] = [numbers(a), numbers(b)];
  return major - otherMajor || minor - otherMinor;
}

const numbers = (version: string): readonly number[] => version.split('.').map(Number);
