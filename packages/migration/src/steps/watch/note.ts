/** What charts are drawn from: share, errors and latency of both sides at one moment. */
import { quantile } from '@banyan/traffic/gates/quantile.ts';
import type { ShareAnswer } from '@banyan/traffic/gates/share.ts';
import { movement, type Observation } from '@banyan/traffic/gates/window.ts';
import type { Note } from '../step.ts';

/** Errors and latency are those since the look before; the share is that since the write. */
export function noteOf(edge: readonly Observation[], phase: string, desired: number, share: ShareAnswer): Note {
  const from = edge.at(-2)?.at ?? 0;
  const to = edge.at(-1)?.at ?? 0;
  const errors: { old?: number; new?: number } = {};
  const p95: { old?: number; new?: number } = {};
  for (const side of ['old', 'new'] as const) {
    const { counters } = movement(edge, phase, side, from, to);
    if (counters.requests > 0) errors[side] = counters.errors / counters.requests;
    const value = quantile(counters.latency, 0.95)?.value;
    if (value !== undefined) p95[side] = value;
  }
  const samples = share.judgements[0]?.samples ?? 0;
  return { kind: 'share-observed', phase, desired, observed: share.observed, samples, errors, p95 };
}
