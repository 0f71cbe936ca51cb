/** What the client itself saw of one request: the measurements of demo and benchmark rest on nothing else. */
export interface Sample {
  /** Name of the request in the mix. */
  readonly name: string;
  /** When it was due, milliseconds on the monotonic clock: waiting for a free connection counts. */
  readonly start: number;
  readonly end: number;
  /** HTTP status; 0 when there was no answer, 101 for a stream's message. */
  readonly status: number;
  /** Which pool answered, as it says itself; empty when nobody did. */
  readonly side: string;
  /** Why there was no answer. */
  readonly error: string | undefined;
  /** Whether it went as the mix expects. */
  readonly good: boolean;
}

export interface Figures {
  readonly requests: number;
  readonly failed: number;
  readonly bySide: Readonly<Record<string, number>>;
  /** Milliseconds; undefined without requests. */
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
}

/** The value that a share of the sorted values does not exceed (nearest rank). */
export function percentile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)];
}

export function figures(samples: readonly Sample[]): Figures {
  const sorted = samples.map((one) => one.end - one.start).sort((a, b) => a - b);
  const bySide: Record<string, number> = {};
  for (const { side } of samples) bySide[side] = (bySide[side] ?? 0) + 1;
  return {
    requests: samples.length,
    failed: samples.filter((one) => !one.good).length,
    bySide,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
  };
}
