import type { Side } from '../indicators/indicator.ts';
import type { Gate } from './gate.ts';

/** Errors at most 1 % up to 25 % of the traffic, 0.5 % up to 75 %, 0.1 % beyond; p95 at most 2 s. */
const errorLimit = (share: number): number => (share <= 25 ? 0.01 : share <= 75 ? 0.005 : 0.001);

/** Requests without which a ratio says nothing; one error among them is not above 1 %. */
const minimumRequests = 100;

/**
 * The gates of a stage when the document names none. `share` is the stage's percentage, `window` its hold time in
 * milliseconds. Both sides are judged while both have traffic. Every way of not knowing holds.
 */
export function defaultGates(share: number, window: number): readonly Gate[] {
  const sides: readonly Side[] = share < 100 ? ['new', 'old'] : ['new'];
  const common = {
    window,
    minimumRequests,
    noData: 'hold',
    tooFewRequests: 'hold',
    sourceDown: 'hold',
  } as const;
  return [
    {
      name: 'errors',
      thresholds: sides.map((side) => ({ indicator: 'error_ratio', side, atMost: errorLimit(share) })),
      ...common,
    },
    { name: 'latency', thresholds: sides.map((side) => ({ indicator: 'latency_p95', side, atMost: 2000 })), ...common },
  ];
}
