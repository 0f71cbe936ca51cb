import type { Counters } from './indicator.ts';

type Bucket = Counters['latency'][number];

export const nothing: Counters = { requests: 0, errors: 0, latency: [] };

/** Counters of two parts of one phase, e.g. two routes. Their histograms may have different bounds. */
export function sum(a: Counters, b: Counters): Counters {
  return { requests: a.requests + b.requests, errors: a.errors + b.errors, latency: sumLatency(a.latency, b.latency) };
}

/** At each bound of either, what both have counted up to there; a bound that one lacks takes its next lower one. */
function sumLatency(a: readonly Bucket[], b: readonly Bucket[]): readonly Bucket[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const bounds = [...new Set([...a, ...b].map(boundOf))].sort((x, y) => x - y);
  return bounds.map((bound) => ({
    atMost: bound === Number.POSITIVE_INFINITY ? null : bound,
    count: countUpTo(a, bound) + countUpTo(b, bound),
  }));
}

/** null stands for infinity, which JSON does not have. */
export const boundOf = (bucket: Bucket): number => bucket.atMost ?? Number.POSITIVE_INFINITY;

export function countUpTo(buckets: readonly Bucket[], bound: number): number {
  let count = 0;
  for (const bucket of buckets) if (boundOf(bucket) <= bound) count = bucket.count;
  return count;
}
