/** Every kind of step. A new one is a folder and a line here. */
import type { PlannedStep, StepKindName } from '../plan/plan.ts';
import { approval } from './approval/approval.ts';
import { checkNew } from './check-new/check-new.ts';
import { confirm } from './confirm/confirm.ts';
import { convert } from './convert/convert.ts';
import { finish } from './finish/finish.ts';
import { putEdgeInFront } from './put-edge-in-front/put-edge-in-front.ts';
import { review } from './review/review.ts';
import { shift } from './shift/shift.ts';
import { startNew } from './start-new/start-new.ts';
import { startOld } from './start-old/start-old.ts';
import type { Outcome, StepContext, StepKind } from './step.ts';

type KindOf<K extends StepKindName> = StepKind<Extract<PlannedStep, { kind: K }>>;

const kinds = {
  convert,
  'start-old': startOld,
  'start-new': startNew,
  'put-edge-in-front': putEdgeInFront,
  'check-new': checkNew,
  shift,
  approval,
  confirm,
  finish,
  review,
} satisfies { readonly [K in StepKindName]: StepKind<never> & Partial<KindOf<K>> };

/** Runs one part of a step by the rules of its kind. */
export function runPart(part: 'do' | 'verify' | 'undo', context: StepContext): Promise<Outcome> {
  // The table gives each kind's own rules, so the step is one that they take.
  const kind = kinds[context.step.kind] as unknown as StepKind;
  return kind[part](context);
}
