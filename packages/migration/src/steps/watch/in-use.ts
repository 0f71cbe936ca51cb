/** Watches what is in use while the next share waits, for a human or for the calendar, by the gates that it came through. */
import type { ShiftStep } from '../../plan/plan.ts';
import type { StepContext } from '../step.ts';
import { beganAt } from './look.ts';
import { remembered } from './memory.ts';
import { watch, type Watched } from './watch.ts';

/** undefined while nothing is in use yet. */
export async function watchInUse(context: StepContext): Promise<Watched | undefined> {
  const { plan, step, shares } = context;
  const at = plan.steps.findIndex(({ id }) => id === step.id);
  const carrying = plan.steps
    .slice(0, at)
    .findLast((one): one is ShiftStep => one.kind === 'shift' && (shares[one.phase] ?? 0) > 0);
  if (carrying === undefined) return undefined;
  const before = remembered(context.memory);
  return watch(context, carrying.phase, carrying.gates, before, beganAt(before, context.now));
}
