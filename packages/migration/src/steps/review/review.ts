/** The end of the account. What happened is in the history; this marks that it is complete. */
import type { PlainStep } from '../../plan/plan.ts';
import { done, type StepKind } from '../step.ts';

export const review: StepKind<PlainStep> = {
  do: async () => done(),
  verify: async () => done(),
  undo: async () => done(),
};
