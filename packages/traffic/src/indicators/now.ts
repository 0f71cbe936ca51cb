/** What a source shows now, indicator by indicator. A source that keeps counters only shows what it has counted since it began. */
import { quantile } from '../gates/quantile.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { ok, type Result } from '@banyan/core/result.ts';
import type { Counters, IndicatorSource, Measured } from './indicator.ts';

export async function measuredNow(
  source: IndicatorSource,
  signal: AbortSignal,
): Promise<Result<readonly Measured[], Finding>> {
  if (source.now !== undefined) return source.now(signal);
  const read = await source.read(signal);
  if (!read.ok) return read;
  const query = source.query ?? source.name;
  return ok(
    Object.entries(read.value.phases).flatMap(([phase, sides]) =>
      (['old', 'new'] as const).flatMap((side) => {
        const counters = sides[side];
        return counters === undefined ? [] : rows(counters).map((row) => ({ phase, side, ...row, query }));
      }),
    ),
  );
}

function rows({ requests, errors, latency }: Counters): readonly Pick<Measured, 'indicator' | 'value'>[] {
  return [
    { indicator: 'requests', value: requests },
    { indicator: 'errors', value: errors },
    { indicator: 'error_ratio', value: requests > 0 ? errors / requests : undefined },
    { indicator: 'latency_p95', value: quantile(latency, 0.95)?.value },
  ];
}
