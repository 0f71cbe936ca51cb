import type { Finding } from '@banyan/core/finding/finding.ts';
import { boundOf, countUpTo, nothing, sum } from '../indicators/counters.ts';
import type { Counters, Reading, Side } from '../indicators/indicator.ts';

/** One attempt to read a source, oldest first in a history. */
export type Observation =
  | { readonly at: number; readonly reading: Reading }
  | { readonly at: number; readonly down: Finding };

/** What happened on one side of a phase between the first and the last reading of a window. */
export interface Movement {
  readonly counters: Counters;
  /** What of it came after the last time that the counters began anew; the same as `counters` when they did not. */
  readonly sinceReset: Counters;
  readonly reset: boolean;
  /** Times of the first and the last reading; undefined when there are not two. */
  readonly span: { readonly from: number; readonly to: number } | undefined;
}

/** `from` and `to` in milliseconds since the epoch, both inclusive; readings outside do not count. */
export function movement(
  history: readonly Observation[],
  phase: string,
  side: Side,
  from: number,
  to: number,
): Movement {
  const readings = history.flatMap((one) => ('reading' in one && one.at >= from && one.at <= to ? [one.reading] : []));
  const [first] = readings;
  const last = readings.at(-1);
  if (first === undefined || last === undefined || first === last) {
    return { counters: nothing, sinceReset: nothing, reset: false, span: undefined };
  }
  const of = (reading: Reading): Counters => reading.phases[phase]?.[side] ?? nothing;
  let counters = nothing;
  let begin: Counters = of(first);
  let reset = false;
  // Only the ends of a stretch without a new beginning matter; windows hold thousands of readings.
  for (const [index, reading] of readings.entries()) {
    const earlier = readings[index - 1];
    if (earlier === undefined || !(earlier.epoch !== reading.epoch || fell(of(earlier), of(reading)))) continue;
    counters = sum(counters, difference(begin, of(earlier)));
    // After a new beginning everything counted is new.
    begin = nothing;
    reset = true;
  }
  const sinceReset = difference(begin, of(last));
  return { counters: sum(counters, sinceReset), sinceReset, reset, span: { from: first.at, to: last.at } };
}

const fell = (before: Counters, after: Counters): boolean =>
  after.requests < before.requests || after.errors < before.errors;

const difference = (before: Counters, after: Counters): Counters => ({
  requests: after.requests - before.requests,
  errors: after.errors - before.errors,
  latency: after.latency.map((bucket) => ({
    atMost: bucket.atMost,
    // A histogram may be merged a moment later than its counter; it never runs backwards by itself.
    count: Math.max(0, bucket.count - countUpTo(before.latency, boundOf(bucket))),
  })),
});
