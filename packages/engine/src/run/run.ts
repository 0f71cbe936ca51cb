/** The state of one migration: what its history adds up to. Plain data. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Plan, PlannedStep } from '@banyan/migration/plan/plan.ts';
import type { Facts } from '@banyan/migration/steps/facts.ts';
import type { Observed } from '@banyan/migration/steps/step.ts';
import type { Judgement } from '@banyan/traffic/gates/gate.ts';
import type { StepState } from '../client.ts';

/**
 * Which part of which step runs. `write-back`, `verify-back` and `verify-again` bring all phases of the migration to 0 %
 * once an edge is in front; before that, `undo` takes the steps back one by one. `take-over` learns, after a rollback
 * written around the engine, from which generation on it may write again.
 */
export type Part = 'do' | 'verify' | 'write-back' | 'verify-back' | 'verify-again' | 'undo' | 'take-over';

export type Phase =
  | 'going'
  | 'holding'
  | 'parked'
  | 'rolling-back'
  | 'rolled-back'
  | 'break-glass'
  | 'completed'
  | 'stuck';

export interface StepRecord {
  readonly state: StepState;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly detail?: Finding;
}

export interface Run {
  readonly plan: Plan;
  /** Of the last event. */
  readonly seq: number;
  /** Goes with every write at the switch. */
  readonly generation: number;
  readonly phase: Phase;
  /** A human asked to stay where it is; what is in use is still watched. */
  readonly paused: boolean;
  /** Index of the running step. */
  readonly cursor: number;
  readonly part: Part;
  /** When the part began. */
  readonly since: number;
  /** How often the way back was begun again because requests still arrived on the new side. */
  readonly repeated: number;
  readonly approved: boolean;
  /** Once everything is back, it begins again. */
  readonly again?: true;
  readonly facts: Facts;
  /** Desired percent by phase of the plan. */
  readonly shares: Readonly<Record<string, number>>;
  readonly observed: Readonly<Record<string, Observed>>;
  readonly gates: readonly Judgement[];
  readonly steps: readonly StepRecord[];
  readonly why?: Finding;
  /** The version of Banyan that carries it. */
  readonly banyan?: string;
  readonly startedAt: number;
  readonly updatedAt: number;
}

/** Nothing more happens by itself. */
export const isOver = (run: Run): boolean =>
  run.phase === 'rolled-back' || run.phase === 'break-glass' || run.phase === 'completed' || run.phase === 'stuck';

export const currentStep = (run: Run): PlannedStep | undefined => run.plan.steps[run.cursor];

/** Whether the edge is in place, so that the way back is a share of 0 and not the end of a process. */
export function edgeInFront(run: Run): boolean {
  const index = run.plan.steps.findIndex((step) => step.kind === 'put-edge-in-front');
  return run.steps[index]?.state === 'done';
}

/** All phases at 0 %. */
export const allBack = (run: Run): Readonly<Record<string, number>> =>
  Object.fromEntries(run.plan.phases.map((phase) => [phase.name, 0]));

/**
 * What a rollback around the engine makes of the steps at once: shares are gone, and what was running or waiting begins
 * anew when the migration is resumed.
 */
export function takenBack(run: Run, at: number): readonly StepRecord[] {
  return run.steps.map((step, index): StepRecord => {
    if (step.state === 'planned' || step.state === 'failed' || step.state === 'undone') return step;
    if (run.plan.steps[index]?.phase === undefined) return step.state === 'done' ? step : { state: 'planned' };
    const { detail: _, ...rest } = step;
    return { ...rest, state: 'undone', endedAt: step.endedAt ?? at };
  });
}
