/** Histories for tests of gates: what happened between readings, as increments, made into cumulative counters. */
import { finding } from '@banyan/core/finding/finding.ts';
import type { Counters, Side } from '../indicators/indicator.ts';
import type { Observation } from '../gates/window.ts';

export interface Step {
  readonly requests: number;
  readonly errors: number;
  /** Milliseconds that each of the requests took. */
  readonly took?: number;
  /** The process was restarted before these requests. */
  readonly restarted?: boolean;
}

const bounds = [10, 100, 1000, 2000, 5000];

/** One reading a second, the first at 0 with nothing counted. */
export function history(phase: string, side: Side, steps: readonly Step[]): Observation[] {
  let epoch = 0;
  let counted = empty();
  const observations = [reading(phase, side, 0, epoch, counted)];
  for (const [index, step] of steps.entries()) {
    if (step.restarted) {
      epoch += 1;
      counted = empty();
    }
    counted = {
      requests: counted.requests + step.requests,
      errors: counted.errors + step.errors,
      latency: counted.latency.map(({ atMost, count }) => ({
        atMost,
        count: count + ((step.took ?? 5) <= (atMost ?? Infinity) ? step.requests : 0),
      })),
    };
    observations.push(reading(phase, side, (index + 1) * 1000, epoch, counted));
  }
  return observations;
}

/** The source could not be read. */
export const downAt = (at: number): Observation => ({
  at,
  down: finding('TRF030', { source: 'envoy-edge', reason: 'ECONNREFUSED' }),
});

/** Joins histories of both sides that were read at the same moments. */
export const both = (a: readonly Observation[], b: readonly Observation[]): Observation[] =>
  a.map((one, index) => {
    const other = b[index];
    if (!('reading' in one) || other === undefined || !('reading' in other)) return one;
    const phases: Record<string, Partial<Record<Side, Counters>>> = {};
    for (const phase of Object.keys({ ...one.reading.phases, ...other.reading.phases })) {
      phases[phase] = { ...one.reading.phases[phase], ...other.reading.phases[phase] };
    }
    return { at: one.at, reading: { ...one.reading, phases } };
  });

const empty = (): Counters => ({
  requests: 0,
  errors: 0,
  latency: [...bounds.map((atMost) => ({ atMost, count: 0 })), { atMost: null, count: 0 }],
});

const reading = (phase: string, side: Side, at: number, epoch: number, counters: Counters): Observation => ({
  at,
  reading: { at, epoch: `epoch-${epoch}`, phases: { [phase]: { [side]: counters } } },
});
