/** What every switch asks of a split before it writes it, and what it says of one that came too late. */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, type Result } from '@banyan/core/result.ts';
import type { Split, SwitchFailure } from './switch.ts';

/** Of a switch's steps, so much may be lost in the arithmetic of shares. */
const rounding = 1e-6;

/** Every phase has one share that is a whole number of steps of `granularity` percent, and nothing else is named. */
export function nonsenseIn(
  split: Split,
  migration: string,
  phases: Iterable<string>,
  granularity: number,
): Finding | undefined {
  const known = new Set(phases);
  for (const phase of Object.keys(split.shares)) if (!known.has(phase)) return finding('TRF020', { migration, phase });
  for (const phase of known) {
    const share = split.shares[phase];
    if (share === undefined) return finding('TRF021', { migration, phase });
    const steps = share / granularity;
    const expressible = share >= 0 && share <= 100 && Math.abs(steps - Math.round(steps)) <= rounding;
    if (!expressible) return finding('TRF018', { migration, phase, share, granularity });
  }
  return undefined;
}

/** A higher generation may replace what is held; the same one only says it again. */
export const mayReplace = (held: Split, split: Split): boolean =>
  split.generation > held.generation || (split.generation === held.generation && sameShares(held.shares, split.shares));

export function sameShares(a: Split['shares'], b: Split['shares']): boolean {
  const phases = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...phases].every((phase) => (a[phase] ?? 0) === (b[phase] ?? 0));
}

/** The refusal of a split that may not replace what was found. */
export function stale(migration: string, ours: Split, found: Split): Result<never, SwitchFailure> {
  const { generation, author } = found;
  const why =
    generation === ours.generation
      ? finding('TRF011', { migration, generation, author })
      : finding('TRF010', { migration, ours: ours.generation, found: generation, author });
  return err({ kind: 'stale', found, finding: why });
}

export const rejected = (why: Finding): Result<never, SwitchFailure> => err({ kind: 'rejected', finding: why });
export const unreachable = (why: Finding): Result<never, SwitchFailure> => err({ kind: 'unreachable', finding: why });
