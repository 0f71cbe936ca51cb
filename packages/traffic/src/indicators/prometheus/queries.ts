/**
 * Queries of the canonical indicators over a window, for people: `banyan indicators` prints them beside what they give, and they work in
 * any console of Prometheus. What they give when nothing can be known is nothing at all: an empty answer, never 0 and never NaN.
 * Gates count by the counters themselves (counted.ts): what these extrapolate must not decide.
 */
import type { Measured } from '../indicator.ts';
import { type Mapping, selector } from './mapping.ts';

export type Canonical = Measured['indicator'];

/** `window` as PromQL writes it, e.g. `5m`. Latency in milliseconds; undefined where the platform keeps no histogram. */
export function queriesOf(
  { requests, errors, latency }: Mapping,
  matchers: string,
  window: string,
): Readonly<Record<'requests' | 'errors' | 'error_ratio', string>> & { readonly latency_p95?: string } {
  const increase = (text: string): string => `increase(${selector(text, matchers)}[${window}])`;
  const all = `sum(${increase(requests)})`;
  // Before the first error there is no series of errors; where requests are counted, that is 0.
  const failed = `(sum(${increase(errors)}) or 0 * ${all})`;
  // Of buckets that are NaN, Prometheus makes the highest bound.
  const p95 =
    latency &&
    `histogram_quantile(0.95, sum by (le) (${increase(latency.buckets)})) and sum(${increase(latency.buckets)}) > 0`;
  return {
    // Comparisons with NaN are false, so they drop it.
    requests: `${all} >= 0`,
    errors: `${failed} >= 0`,
    error_ratio: `${failed} / (${all} > 0) >= 0`,
    ...(p95 === undefined ? {} : { latency_p95: latency?.unit === 's' ? `1000 * (${p95})` : p95 }),
  };
}

/** Percent of the requests of a phase on the new side; nothing where a side is not counted. */
export function shareQuery(
  old: { readonly mapping: Mapping; readonly matchers: string },
  fresh: { readonly mapping: Mapping; readonly matchers: string },
  window: string,
): string {
  const counts = [old, fresh].map(
    ({ mapping, matchers }) => `sum(increase(${selector(mapping.requests, matchers)}[${window}]))`,
  );
  const [before, after] = counts;
  return `100 * ${after} / (${before} + ${after} > 0) >= 0`;
}
