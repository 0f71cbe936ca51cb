/** Starts the emulated old gateway, where there is no real one. */
import type { PlainStep } from '../../plan/plan.ts';
import { startStep } from '../start.ts';
import type { StepKind } from '../step.ts';

export const startOld: StepKind<PlainStep> = startStep('old');
