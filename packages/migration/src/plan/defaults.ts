/** What holds where the document is silent. Every value of it is visible in the plan. */
import type { Comparison, Gate, Threshold } from '@banyan/traffic/gates/gate.ts';
import type { DocumentGates, DocumentStage, MigrationDocument } from '../document/schema.ts';
import { durationOf, ratioOf } from '../document/units.ts';
import type { Deadline } from './plan.ts';

export interface StagePlan {
  readonly share: number;
  readonly hold: number;
  readonly gates: readonly Gate[];
  readonly approval: boolean;
  readonly deadline?: Deadline;
}

const minute = 60_000;
const defaultP95 = 2000;
const minimumRequests = 50;

/** Careful at first, then longer with less tolerance. */
const defaultStages = [
  { share: 10, hold: 30 * minute, errors: 0.01 },
  { share: 25, hold: 30 * minute, errors: 0.01 },
  { share: 50, hold: 60 * minute, errors: 0.005 },
  { share: 75, hold: 60 * minute, errors: 0.005 },
  { share: 100, hold: 30 * minute, errors: 0.001 },
] as const;

export function stagesOf(
  stages: readonly DocumentStage[] | undefined,
  { defaults, mode }: Pick<MigrationDocument['spec'], 'defaults' | 'mode'>,
): readonly StagePlan[] {
  const usual = mode === 'big-bang' ? defaultStages.slice(-1) : defaultStages;
  const asked: readonly DocumentStage[] = stages ?? usual.map(({ share }) => ({ share }));
  return asked.map((stage) => {
    const fallback = defaultFor(stage.share);
    const written = stage.hold ?? defaults?.hold;
    const hold = written === undefined ? fallback.hold : durationOf(written);
    const approval = (stage.approval ?? defaults?.approval ?? 'none') === 'required';
    const gates = gatesOf({ ...defaults?.gates, ...stage.gates }, hold, fallback.errors, stage.share);
    return { share: stage.share, hold, gates, approval, ...deadlineOf(stage, defaults) };
  });
}

function deadlineOf(
  stage: DocumentStage,
  defaults: MigrationDocument['spec']['defaults'],
): { readonly deadline?: Deadline } {
  const after = stage.deadline ?? defaults?.deadline;
  if (after === undefined) return {};
  return { deadline: { after: durationOf(after), end: stage.afterDeadline ?? defaults?.afterDeadline ?? 'park' } };
}

/** The default of the nearest share at or above. */
function defaultFor(share: number): { readonly hold: number; readonly errors: number } {
  return defaultStages.find((stage) => stage.share >= share) ?? { hold: 30 * minute, errors: 0.001 };
}

/**
 * One gate for errors and latency of the new side, and of the old one, which must not suffer either; and one for new against
 * old where `worse` is written. That one takes the place of fixed limits of errors which nobody wrote.
 */
function gatesOf(asked: DocumentGates, hold: number, errors: number, share: number): readonly Gate[] {
  const window = asked.window === undefined ? hold : durationOf(asked.window);
  const common = {
    window,
    minimumRequests: asked.minimumRequests ?? minimumRequests,
    noData: asked.noData ?? 'hold',
    tooFewRequests: asked.tooFewRequests ?? 'hold',
    sourceDown: asked.sourceDown ?? 'hold',
  } as const;
  const p95 = asked.p95 === undefined ? defaultP95 : durationOf(asked.p95);
  const sides = share === 100 ? (['new'] as const) : (['new', 'old'] as const);
  const gates: Gate[] = sides.map((side) => ({
    name: side,
    thresholds: [
      ...errorLimits(asked, side, errors, share),
      { indicator: 'latency_p95', side, atMost: p95 },
      ...(side === 'new' ? availability(asked) : []),
    ],
    ...common,
  }));
  const against = share === 100 ? undefined : comparison(asked, window, hold);
  return against === undefined
    ? gates
    : [...gates, { name: 'new-against-old', thresholds: [], comparisons: [against], ...common }];
}

function errorLimits(asked: DocumentGates, side: 'old' | 'new', errors: number, share: number): readonly Threshold[] {
  const indicator = 'error_ratio';
  if (asked.errors !== undefined) return [{ indicator, side, atMost: ratioOf(asked.errors) }];
  if (asked.worse === undefined) return [{ indicator, side, atMost: errors }];
  // At 100 % nothing is left to measure on the old side: what it showed before is compared with.
  return share === 100 ? [{ indicator, side, atMost: ratioOf(asked.worse), over: 'old-before' }] : [];
}

const availability = ({ availability: least }: DocumentGates): readonly Threshold[] =>
  least === undefined
    ? []
    : [{ indicator: 'run_error_ratio', side: 'new', atMost: Number((1 - ratioOf(least)).toPrecision(12)) }];

/** The probabilities are shares of those of the whole run: see certainty.ts. */
function comparison(asked: DocumentGates, window: number, hold: number): Comparison | undefined {
  if (asked.worse === undefined) return undefined;
  return {
    indicator: 'error_difference',
    atMost: ratioOf(asked.worse),
    proof: asked.proof !== 'none',
    falseFail: 0,
    falsePass: 0,
    ...(window < hold ? { restartEvery: window } : {}),
  };
}
