/** Measured quantities, with the same canonical names on both sides: `requests`, `error_ratio`, `latency_p95`, `share`. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';

export type Side = 'old' | 'new';

/** Cumulative since the process began, for one phase on one side. */
export interface Counters {
  readonly requests: number;
  /** Answers of class 5xx, requests that got no answer or only a part of one, and gRPC calls that ended as a 5xx would. */
  readonly errors: number;
  /** Cumulative histogram: requests that took at most `atMost` milliseconds; the last bucket is Infinity, written null. */
  readonly latency: readonly { readonly atMost: number | null; readonly count: number }[];
}

/** One reading of one source at one moment. */
export interface Reading {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Changes when the measured process was restarted, so that its counters began anew. */
  readonly epoch: string;
  readonly phases: Readonly<Record<string, Partial<Record<Side, Counters>>>>;
}

/** Something that can be asked for counters: the edge, the new gateway, the old gateway. */
export interface IndicatorSource {
  readonly name: string;
  /** What is asked, so that people can ask it themselves. */
  readonly query?: string;
  read(signal: AbortSignal): Promise<Result<Reading, Finding>>;
  /** Where the source can be asked for the canonical indicators themselves: their values over the last minutes. */
  now?(signal: AbortSignal): Promise<Result<readonly Measured[], Finding>>;
}

/** One indicator of one phase on one side, and what gave it. */
export interface Measured {
  readonly phase: string;
  readonly side: Side;
  readonly indicator: 'requests' | 'errors' | 'error_ratio' | 'latency_p95' | 'share';
  /** Milliseconds for latency, percent for the share; undefined when nothing is known. */
  readonly value: number | undefined;
  readonly query: string;
}
