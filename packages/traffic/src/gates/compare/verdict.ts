/** New against old: whether the new side is shown to be worse, shown not to be, or neither yet. */
import type { Comparison, Verdict } from '../gate.ts';
import type { Difference } from './difference.ts';

/**
 * `fail` when the new side is surely worse and by more than half of what is allowed, `pass` when it is surely not worse by what is
 * allowed. Between no difference and the allowed one either may come, by the end that is nearer. Where no proof is asked for, what is not
 * shown to be worse passes.
 */
export function compared(comparison: Comparison, { value, interval }: Difference): Verdict {
  if (interval.to < comparison.atMost) return 'pass';
  if (interval.from >= 0 && value > comparison.atMost / 2) return 'fail';
  return comparison.proof ? 'hold' : 'pass';
}
