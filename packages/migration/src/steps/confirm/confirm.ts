/** After the last shift: the switch holds what was asked for, phase by phase, and nothing arrives where it must not. */
import { finding } from '@banyan/core/finding/finding.ts';
import type { PlainStep } from '../../plan/plan.ts';
import { untilQuiet } from '../back/quiet.ts';
import { holds } from '../back/write.ts';
import { done, failed, type StepKind } from '../step.ts';

export const confirm: StepKind<PlainStep> = {
  do: async () => done(),

  async verify(context) {
    const wrong = await holds(context);
    if (wrong !== undefined) return wrong;
    const whole = context.plan.phases.map(({ name }) => name).filter((name) => context.shares[name] === 100);
    return untilQuiet(context, 'old', whole, (phase, requests) => failed(finding('MIG021', { phase, requests })));
  },

  undo: async () => done(),
};
