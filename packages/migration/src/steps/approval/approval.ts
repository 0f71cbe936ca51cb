/** Parks until a human agrees. What the phase already carries stays watched by the gates it came through. */
import { finding } from '@banyan/core/finding/finding.ts';
import type { ApprovalStep } from '../../plan/plan.ts';
import { done, failed, type StepKind } from '../step.ts';
import { counted } from '../watch/counted.ts';
import { watchInUse } from '../watch/in-use.ts';
import { remembered, toJson } from '../watch/memory.ts';

/** Milliseconds between looks at what is in use. */
const every = 1000;

export const approval: StepKind<ApprovalStep> = {
  do: async () => done(),

  async verify(context) {
    const { step, approved } = context;
    if (approved) return done({ facts: counted(context, remembered(context.memory)) });
    const why = finding('MIG018', { phase: step.phase, share: step.share });
    const watched = await watchInUse(context);
    if (watched === undefined) return { kind: 'park', why };
    if (watched.failure !== undefined) return failed(watched.failure, watched.notes);
    return { kind: 'park', why, after: every, memory: toJson(watched.memory), notes: watched.notes };
  },

  undo: async () => done(),
};
