/** Before it gets traffic, the new gateway must answer witnesses as the old one does, or as a finding announced. */
import { finding } from '@banyan/core/finding/finding.ts';
import type { PlainStep } from '../../plan/plan.ts';
import { oldAddress } from '../facts.ts';
import { done, failed, type StepKind } from '../step.ts';
import { beyondNoise } from '../witness/compare.ts';

export const checkNew: StepKind<PlainStep> = {
  do: async () => done(),

  async verify({ world, plan, facts, signal }) {
    const witnesses = await world.witnesses(plan, signal);
    if (!witnesses.ok) return failed(witnesses.error);
    const old = oldAddress(facts, plan);
    const fresh = facts.new;
    if (old === undefined || fresh === undefined)
      return failed(finding('MIG015', { side: 'new', reason: 'not started' }));
    let announced = 0;
    for (const { route, request, announced: codes } of witnesses.value) {
      const first = await world.ask(old, request, signal);
      const second = await world.ask(old, request, signal);
      const other = await world.ask(fresh.address, request, signal);
      if (!first.ok) return failed(first.error);
      if (!second.ok) return failed(second.error);
      if (!other.ok) return failed(other.error);
      const [part] = beyondNoise(first.value, second.value, other.value);
      if (part === undefined) continue;
      if (codes.length === 0) return failed(finding('MIG017', { route, path: request.path, part }));
      announced++;
    }
    return done({
      notes: [{ kind: 'noted', what: finding('MIG020', { witnesses: witnesses.value.length, announced }) }],
    });
  },

  undo: async () => done(),
};
