/**
 * Tells a counter that does not count (no exporter, a plugin that is not enabled, a frozen cache) from one that has nothing
 * to count: another counter has seen requests on the same side since it last moved. APISIX's exporter answers from a cache
 * that is renewed every 15 s, so standing still for a while is usual; it is waited for like everything that is not known.
 */
import type { Side } from '../indicators/indicator.ts';
import { movement, type Observation } from './window.ts';

/** Requests that the other counter must have seen: fewer may be under way or between two readings. */
const telling = 10;

export interface Looking {
  readonly phase: string;
  readonly since: number;
  readonly now: number;
}

/** Whether `history` has stood still on a side while `witness` went on counting there. */
export function isSilent(
  { phase, since, now }: Looking,
  side: Side,
  history: readonly Observation[],
  witness: readonly Observation[],
): boolean {
  const readings = history.filter((one) => 'reading' in one && one.at >= since && one.at <= now);
  if (readings.length < 2) return false;
  let moved = since;
  for (const [index, one] of readings.entries()) {
    const before = readings[index - 1];
    if (before !== undefined && count(before, phase, side) !== count(one, phase, side)) moved = one.at;
  }
  // What comes while a source is down, it could not show. One that answers may stamp what it shows with an old time.
  const latest = history.findLast(({ at }) => at <= now);
  const seen = latest !== undefined && 'down' in latest ? (readings.at(-1)?.at ?? since) : now;
  return movement(witness, phase, side, moved, seen).counters.requests >= telling;
}

const count = (one: Observation, phase: string, side: Side): number =>
  'reading' in one ? (one.reading.phases[phase]?.[side]?.requests ?? 0) : 0;
