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
  async verify({ world, plan, facts, signal }) {
    const again = await world.start(side, plan, facts, signal);
    if (!again.ok) return failed(again.error);
    return again.value.pid === facts[side]?.pid ? done() : { kind: 'again', after: 200 };
  },

  async undo({ world, plan, facts, signal }) {
    const stopped = await world.stop(side, plan, facts, signal);
    const rest: Facts = Object.fromEntries(Object.entries(facts).filter(([name]) => name !== side));
    return stopped.ok ? done({ facts: rest }) : failed(stopped.error);
  },
});
