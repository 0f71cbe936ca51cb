/**
 * The way back is tried before it is needed: the first share that reaches the new side is taken back, which counters must
 * show, and given again. Pure.
 */
import { phraseOf } from '@banyan/core/words/migration.ts';
import type { PlannedStep, ShiftStep } from './plan.ts';

/** Milliseconds that nothing may arrive on the new side. */
const quiet = 30_000;

export function withRehearsal(steps: readonly PlannedStep[], wanted: boolean): readonly PlannedStep[] {
  const at = steps.findIndex(({ kind }) => kind === 'shift');
  const first = steps[at];
  if (!wanted || first?.kind !== 'shift') return steps;
  return [...steps.slice(0, at + 1), back(first), { ...first, id: `${first.id}-again` }, ...steps.slice(at + 1)];
}

function back(first: ShiftStep): ShiftStep {
  const { deadline: _, ...rest } = first;
  const { phase } = first;
  return {
    ...rest,
    id: `${phase}/rehearse-back`,
    share: 0,
    hold: Math.min(first.hold, quiet),
    gates: [],
    do: phraseOf('rehearse.do', { phase }),
    verify: phraseOf('rehearse.verify', { phase }),
  };
}
