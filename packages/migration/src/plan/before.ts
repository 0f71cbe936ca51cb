/** What was in force before a step. */
import type { Plan, ShiftStep } from './plan.ts';

/** Percent of the step's phase on the new side while its own share is not written yet. */
export function shareBefore({ steps }: Plan, { id, phase }: ShiftStep): number {
  const at = steps.findIndex((one) => one.id === id);
  const last = steps.slice(0, at).findLast((one): one is ShiftStep => one.kind === 'shift' && one.phase === phase);
  return last?.share ?? 0;
}
