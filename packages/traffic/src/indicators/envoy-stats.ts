/** Envoy's statistics as numbers and histograms by name. */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { type AdminAddress, askAdmin } from '../proxies/admin.ts';
import { listOf, member } from '../proxies/json.ts';
import { milliseconds } from './buckets.ts';
import type { Counters } from './indicator.ts';

export interface EnvoyStats {
  readonly numbers: ReadonlyMap<string, number>;
  readonly histograms: ReadonlyMap<string, Counters['latency']>;
}

/** Statistics whose name the RE2 expression finds. `source` names it in findings. */
export async function envoyStats(
  admin: AdminAddress,
  expression: string,
  source: string,
  signal: AbortSignal,
): Promise<Result<EnvoyStats, Finding>> {
  const path = `/stats?format=json&histogram_buckets=cumulative&filter=${encodeURIComponent(expression)}`;
  const answer = await askAdmin(admin, path, signal);
  if (!answer.ok) return err(finding('TRF030', { source, reason: String(answer.error.params['reason']) }));
  try {
    return ok(parse(JSON.parse(answer.value)));
  } catch (error) {
    return err(finding('TRF031', { source, reason: String(error) }));
  }
}

function parse(value: unknown): EnvoyStats {
  const numbers = new Map<string, number>();
  const histograms = new Map<string, Counters['latency']>();
  for (const stat of listOf(member(value, 'stats'))) {
    const name = member(stat, 'name');
    const number = member(stat, 'value');
    if (typeof name === 'string' && typeof number === 'number') numbers.set(name, number);
    for (const histogram of listOf(member(stat, 'histograms'))) {
      const title = member(histogram, 'name');
      if (typeof title === 'string') histograms.set(title, buckets(listOf(member(histogram, 'buckets'))));
    }
  }
  return { numbers, histograms };
}

function buckets(list: readonly unknown[]): Counters['latency'] {
  const known = list.map((bucket) => ({
    atMost: milliseconds(Number(member(bucket, 'upper_bound'))),
    count: Number(member(bucket, 'cumulative')),
  }));
  // Envoy does not list the last one; nothing takes longer than its last bound, which is a day.
  return [...known, { atMost: null, count: known.at(-1)?.count ?? 0 }];
}
