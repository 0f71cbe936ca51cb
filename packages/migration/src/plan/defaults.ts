/** What holds where the document is silent. Every value of it is visible in the plan. */
import type { Gate } from '@banyan/traffic/gates/gate.ts';
import {
  type DocumentGates,
  type DocumentStage,
  durationOf,
  type MigrationDocument,
  ratioOf,
} from '../document/schema.ts';

export interface StagePlan {
  readonly share: number;
  readonly hold: number;
  readonly gates: readonly Gate[];
  readonly approval: boolean;
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
  defaults: MigrationDocument['spec']['defaults'],
): readonly StagePlan[] {
  const asked: readonly DocumentStage[] = stages ?? defaultStages.map(({ share }) => ({ share }));
  return asked.map((stage) => {
    const fallback = defaultFor(stage.share);
    const written = stage.hold ?? defaults?.hold;
    const hold = written === undefined ? fallback.hold : durationOf(written);
    const approval = (stage.approval ?? defaults?.approval ?? 'none') === 'required';
    const gates = gatesOf({ ...defaults?.gates, ...stage.gates }, hold, fallback.errors, stage.share);
    return { share: stage.share, hold, gates, approval };
  });
}

/** The default of the nearest share at or above. */
function defaultFor(share: number): { readonly hold: number; readonly errors: number } {
  return defaultStages.find((stage) => stage.share >= share) ?? { hold: 30 * minute, errors: 0.001 };
}

/** One gate for errors and latency of the new side, and of the old one, which must not suffer either. */
function gatesOf(asked: DocumentGates, hold: number, errors: number, share: number): readonly Gate[] {
  const common = {
    window: asked.window === undefined ? hold : durationOf(asked.window),
    minimumRequests: asked.minimumRequests ?? minimumRequests,
    noData: asked.noData ?? 'hold',
    tooFewRequests: asked.tooFewRequests ?? 'hold',
    sourceDown: asked.sourceDown ?? 'hold',
  } as const;
  const errorRatio = asked.errors === undefined ? errors : ratioOf(asked.errors);
  const p95 = asked.p95 === undefined ? defaultP95 : durationOf(asked.p95);
  // At 100 % nothing is left to measure on the old side.
  const sides = share === 100 ? (['new'] as const) : (['new', 'old'] as const);
  return sides.map((side) => ({
    name: side,
    thresholds: [
      { indicator: 'error_ratio', side, atMost: errorRatio },
      { indicator: 'latency_p95', side, atMost: p95 },
    ],
    ...common,
  }));
}
