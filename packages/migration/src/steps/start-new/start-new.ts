/** Starts the new gateway with the converted configuration; nobody is sent to it yet. */
import type { PlainStep } from '../../plan/plan.ts';
import { startStep } from '../start.ts';
import type { StepKind } from '../step.ts';

export const startNew: StepKind<PlainStep> = startStep('new');
