/**
 * Shares out the errors that the whole run may make. A gate that compares new with old is judged in its own step, by every
 * approval, closed calendar or changed source that may keep the next share back while its own is in use, and, as the last one
 * of its phase, in all steps of later phases: each of these judgements is a test of its own. A false rollback by any of them
 * is one of the run, so each gets an equal part of that probability. A missed regression has to pass every stage: the
 * probability for one stage is that of the run at most.
 */
import type { Gate } from '@banyan/traffic/gates/gate.ts';
import type { MigrationDocument } from '../document/schema.ts';
import { ratioOf } from '../document/units.ts';
import type { PlannedStep } from './plan.ts';

const usual = 0.05;

export function withCertainty(
  steps: readonly PlannedStep[],
  asked: MigrationDocument['spec']['certainty'],
  hasCalendar: boolean,
): readonly PlannedStep[] {
  const falseRollback = asked?.falseRollback === undefined ? usual : ratioOf(asked.falseRollback);
  const falsePass = asked?.missedRegression === undefined ? usual : ratioOf(asked.missedRegression);
  const tests = steps.reduce((sum, step, at) => {
    // The source is read again before each share; the calendar is looked at where there is one.
    const waits = step.kind === 'approval' ? 1 : step.kind === 'shift' ? (hasCalendar ? 2 : 1) : 0;
    const waiting = waits * testsOf(steps.slice(0, at));
    return sum + waiting + (step.kind === 'shift' ? testsOf(steps.slice(0, at + 1)) : 0);
  }, 0);
  const falseFail = tests === 0 ? falseRollback : Number((falseRollback / tests).toPrecision(4));
  const certain = (gate: Gate): Gate =>
    gate.comparisons === undefined
      ? gate
      : { ...gate, comparisons: gate.comparisons.map((one) => ({ ...one, falseFail, falsePass })) };
  return steps.map((step) => (step.kind === 'shift' ? { ...step, gates: step.gates.map(certain) } : step));
}

/** Comparisons that are judged after these steps: those of the last shift of every phase. */
function testsOf(steps: readonly PlannedStep[]): number {
  const last = new Map<string, number>();
  for (const one of steps) if (one.kind === 'shift') last.set(one.phase, comparisons(one.gates));
  return [...last.values()].reduce((sum, count) => sum + count, 0);
}

const comparisons = (gates: readonly Gate[]): number =>
  gates.reduce((sum, gate) => sum + (gate.comparisons?.length ?? 0), 0);
