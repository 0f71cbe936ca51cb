/** Nothing is removed: the old gateway stays as the way back, so it must still be there. */
import { finding } from '@banyan/core/finding/finding.ts';
import type { PlainStep } from '../../plan/plan.ts';
import { oldAddress } from '../facts.ts';
import { done, type StepKind } from '../step.ts';

export const finish: StepKind<PlainStep> = {
  do: async () => done(),

  async verify({ world, plan, facts, signal }) {
    const old = oldAddress(facts, plan);
    if (old === undefined)
      return { kind: 'hold', after: 1000, why: finding('MIG015', { side: 'old', reason: 'not started' }) };
    const witnesses = await world.witnesses(plan, signal);
    const [first] = witnesses.ok ? witnesses.value : [];
    if (first === undefined) return done();
    const answer = await world.ask(old, first.request, signal);
    return answer.ok ? done() : { kind: 'hold', after: 1000, why: answer.error };
  },

  undo: async () => done(),
};
