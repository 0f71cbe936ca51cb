/** Requests by phase and side between two readings of one counter. Pure. */
import type { Counters, Reading, Side } from '@banyan/traffic/indicators/indicator.ts';

/** What is kept of a reading as the point from which to count. */
export interface Base {
  readonly at: number;
  readonly epoch: string;
  readonly requests: Readonly<Record<string, Partial<Record<Side, number>>>>;
}

export function baseOf(reading: Reading): Base {
  const requests = Object.entries(reading.phases).map(([phase, sides]) => {
    const counts: Partial<Record<Side, number>> = {};
    if (sides.old !== undefined) counts.old = sides.old.requests;
    if (sides.new !== undefined) counts.new = sides.new.requests;
    return [phase, counts] as const;
  });
  return { at: reading.at, epoch: reading.epoch, requests: Object.fromEntries(requests) };
}

/** A phase that a counter does not name has had no request. undefined when the counter began anew in between. */
export function since(base: Base, reading: Reading, phase: string, side: Side): number | undefined {
  if (base.epoch !== reading.epoch) return undefined;
  return (reading.phases[phase]?.[side]?.requests ?? 0) - (base.requests[phase]?.[side] ?? 0);
}

/** Error ratio and 95th percentile of one side between two readings of the same counter. */
export function quality(
  before: Reading | undefined,
  after: Reading,
  phase: string,
  side: Side,
): { errors?: number; p95?: number } {
  const late = after.phases[phase]?.[side];
  if (late === undefined || (before !== undefined && before.epoch !== after.epoch)) return {};
  const early = before?.phases[phase]?.[side];
  const requests = late.requests - (early?.requests ?? 0);
  if (requests <= 0) return {};
  const p95 = quantile(late, early, 0.95);
  return { errors: (late.errors - (early?.errors ?? 0)) / requests, ...(p95 === undefined ? {} : { p95 }) };
}

/** Upper bound of the bucket that holds the quantile; undefined when it lies beyond the last bound. */
function quantile(late: Counters, early: Counters | undefined, which: number): number | undefined {
  const counts = late.latency.map(({ count }, index) => count - (early?.latency[index]?.count ?? 0));
  const all = counts.at(-1) ?? 0;
  if (all <= 0) return undefined;
  const at = counts.findIndex((count) => count >= all * which);
  return late.latency[at]?.atMost ?? undefined;
}
