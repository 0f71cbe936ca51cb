/**
 * Adds up what single series have counted. Each begins anew when its process does, and appears with its first request, e.g. the
 * first one that failed: `increase` would miss that one and extrapolate the rest. Here a counter that falls counts from 0, one that appears
 * counts in full, and one that is gone keeps what it had. Pure.
 */

/** Values of series by their labels. */
export type Series = ReadonlyMap<string, number>;

export interface Added {
  /** What all series together have counted since the first look. */
  readonly total: number;
  readonly last: Series;
}

/** `before` is undefined at the first look: what is counted by then is the beginning. */
export function add(before: Added | undefined, now: Series): Added {
  if (before === undefined) return { total: 0, last: now };
  let total = before.total;
  for (const [labels, value] of now) {
    const earlier = before.last.get(labels) ?? 0;
    total += value >= earlier ? value - earlier : value;
  }
  return { total, last: new Map([...before.last, ...now]) };
}
