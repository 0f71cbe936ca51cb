import { boundOf } from '../indicators/counters.ts';
import type { Counters } from '../indicators/indicator.ts';

export interface Quantile {
  /** Interpolated within its bucket as if the requests in it were spread evenly. */
  readonly value: number;
  /** The bucket: the true value is above `from` and at most `to`; null when it is in the last one. */
  readonly interval: { readonly from: number; readonly to: number | null };
  readonly samples: number;
}

/** The value that the given part (0 to 1) of the requests did not exceed; undefined without requests. */
export function quantile(latency: Counters['latency'], part: number): Quantile | undefined {
  const samples = latency.at(-1)?.count ?? 0;
  if (samples <= 0) return undefined;
  const rank = part * samples;
  let from = 0;
  let below = 0;
  for (const bucket of latency) {
    const bound = boundOf(bucket);
    if (bucket.count >= rank && bucket.count > below) {
      if (!Number.isFinite(bound)) return { value: from, interval: { from, to: null }, samples };
      const value = from + ((bound - from) * (rank - below)) / (bucket.count - below);
      return { value, interval: { from, to: bound }, samples };
    }
    from = bound;
    below = Math.max(below, bucket.count);
  }
  return undefined;
}

/** The average, taking each request for the middle of its bucket; undefined without requests. */
export function mean(latency: Counters['latency']): number | undefined {
  const samples = latency.at(-1)?.count ?? 0;
  if (samples <= 0) return undefined;
  let total = 0;
  let from = 0;
  let below = 0;
  for (const bucket of latency) {
    const to = Number.isFinite(boundOf(bucket)) ? boundOf(bucket) : from;
    total += (Math.max(0, bucket.count - below) * (from + to)) / 2;
    from = to;
    below = Math.max(below, bucket.count);
  }
  return total / samples;
}
