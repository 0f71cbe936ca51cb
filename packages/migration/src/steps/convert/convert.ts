/** Converts the source and refuses what would be served closed without having been accepted by name. */
import type { PlainStep } from '../../plan/plan.ts';
import { refuseClosed } from '../../plan/closed.ts';
import { done, failed, type StepKind } from '../step.ts';

export const convert: StepKind<PlainStep> = {
  async do({ world, plan, signal }) {
    const converted = await world.convert(plan, signal);
    if (!converted.ok) return failed(converted.error);
    const refused = refuseClosed(converted.value.closed, plan.accept);
    if (refused !== undefined) return failed(refused);
    const { folder, digest, source } = converted.value;
    return done({ facts: { configuration: folder, digest, source, accepted: plan.accept } });
  },

  /** Writing again gives the same bytes: the source has not changed while it was converted. */
  async verify({ world, plan, facts, signal }) {
    const again = await world.convert(plan, signal);
    if (!again.ok) return failed(again.error);
    return again.value.digest === facts.digest ? done() : { kind: 'again', after: 500 };
  },

  /** The written files do nothing by themselves and explain what happened: they stay. */
  undo: async () => done(),
};
