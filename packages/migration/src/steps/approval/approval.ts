/** Parks until a human agrees. What the phase already carries stays watched by the gates it came through. */
import { finding } from '@banyan/core/finding/finding.ts';
import type { ApprovalStep, ShiftStep } from '../../plan/plan.ts';
import { done, failed, type StepKind } from '../step.ts';
import { beganAt } from '../watch/look.ts';
import { remembered, toJson } from '../watch/memory.ts';
import { watch } from '../watch/watch.ts';

/** Milliseconds between looks at what is in use. */
const every = 1000;

export const approval: StepKind<ApprovalStep> = {
  do: async () => done(),

  async verify(context) {
    const { plan, step, shares, approved } = context;
    if (approved) return done();
    const why = finding('MIG018', { phase: step.phase, share: step.share });
    const carrying = plan.steps
      .slice(0, plan.steps.indexOf(step))
      .filter((one): one is ShiftStep => one.kind === 'shift' && (shares[one.phase] ?? 0) > 0)
      .at(-1);
    if (carrying === undefined) return { kind: 'park', why };
    const before = remembered(context.memory);
    const start = beganAt(before, context.now);
    const watched = await watch(context, carrying.phase, carrying.gates, before, start);
    if (watched.failure !== undefined) return failed(watched.failure, watched.notes);
    return { kind: 'park', why, after: every, memory: toJson(watched.memory), notes: watched.notes };
  },

  undo: async () => done(),
};
