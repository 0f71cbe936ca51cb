import type { Result } from '@banyan/core/result.ts';
import type { Split, Switch, SwitchFailure } from './switch.ts';

/**
 * Writes a new decision, unless somebody else has changed what is loaded: then nothing is written and the failure is `foreign`.
 * Whoever is told to go over that (a rollback is) writes to the switch itself. A decision that is being written again is no
 * new one: what it left half done is no second writer.
 */
export async function writeUnlessForeign(
  subject: Switch,
  split: Split,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure>> {
  const held = await subject.read(signal);
  if (!held.ok && held.error.kind === 'foreign' && held.error.found.generation < split.generation) return held;
  return subject.write(split, signal);
}
