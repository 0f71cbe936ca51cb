/** The HTTP API of a Prometheus, or of anything that answers like one (Thanos, Mimir, VictoriaMetrics). */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { getText } from '../../local/get.ts';
import { listOf, member } from '../../proxies/json.ts';

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const source = 'prometheus';

/** An instant query, at what Prometheus takes for now: this machine's clock may be wrong. No series at all is an empty list. */
export async function instant(
  address: string,
  query: string,
  signal: AbortSignal,
): Promise<Result<readonly Sample[], Finding>> {
  const url = `${address.replace(/\/+$/, '')}/api/v1/query?query=${encodeURIComponent(query)}`;
  const text = await getText(url, signal);
  if (!text.ok) return err(finding('TRF030', { source, reason: text.error }));
  const samples = parse(text.value);
  return samples === undefined ? err(finding('TRF031', { source, reason: text.value.slice(0, 80) })) : ok(samples);
}

function parse(text: string): readonly Sample[] | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (member(answer, 'status') !== 'success' || member(answer, 'data', 'resultType') !== 'vector') return undefined;
  return listOf(member(answer, 'data', 'result')).map((one) => ({
    labels: Object.fromEntries(
      Object.entries(member(one, 'metric') ?? {}).map(([name, value]) => [name, String(value)]),
    ),
    value: numberOf(String(listOf(member(one, 'value'))[1])),
  }));
}

/** Prometheus writes infinities in its own way. */
const numberOf = (text: string): number =>
  text === '+Inf' ? Number.POSITIVE_INFINITY : text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
