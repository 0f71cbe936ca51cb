/** Starting a gateway: the same for both sides. Starting one that runs adopts it. */
import type { PlainStep } from '../plan/plan.ts';
import type { Facts } from './facts.ts';
import { done, failed, type StepKind } from './step.ts';

export const startStep = (side: 'old' | 'new'): StepKind<PlainStep> => ({
  async do({ world, plan, facts, signal }) {
    const started = await world.start(side, plan, facts, signal);
    return started.ok ? done({ facts: { [side]: started.value } }) : failed(started.error);
  },

  /** Asked again, it must be the one that was started: a gateway that dies at once does not count. */
  async verify({ world, plan, facts, memory, signal }) {
    const again = await world.start(side, plan, facts, signal);
    if (!again.ok) return failed(again.error);
    const { pid } = again.value;
    // Or the one that was found at the last look, if it had to be started once more.
    if (pid === facts[side]?.pid || (pid !== undefined && pid === memory))
      return done({ facts: { [side]: again.value } });
    return { kind: 'again', after: 200, memory: pid ?? null };
  },

  async undo({ world, plan, facts, signal }) {
    const stopped = await world.stop(side, plan, facts, signal);
    const rest: Facts = Object.fromEntries(Object.entries(facts).filter(([name]) => name !== side));
    return stopped.ok ? done({ facts: rest }) : failed(stopped.error);
  },
});
