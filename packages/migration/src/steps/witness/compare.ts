/** Tells two answers apart. What differs between two answers of one gateway to one request is noise and says nothing. Pure. */
import type { Seen } from '../../world/world.ts';

/** Headers that count down by nature; they are compared by `continues`. */
const counting = new Set(['x-ratelimit-remaining', 'x-ratelimit-reset']);

/** Names of the parts that differ: `status`, `body`, or a header's name. */
export function differences(a: Seen, b: Seen): readonly string[] {
  const names = new Set([...Object.keys(a.headers), ...Object.keys(b.headers)]);
  const headers = [...names].filter((name) => !counting.has(name) && a.headers[name] !== b.headers[name]);
  return [...(a.status === b.status ? [] : ['status']), ...headers.sort(), ...(a.body === b.body ? [] : ['body'])];
}

/**
 * Differences of `other` to `first` that are not noise; `second` is another answer of the gateway that gave `first`. The page
 * of a redirect is not compared: clients follow the location, and every server writes its own.
 */
export function beyondNoise(first: Seen, second: Seen, other: Seen): readonly string[] {
  const noise = new Set(differences(first, second));
  if (first.status === other.status && first.headers['location'] !== undefined) noise.add('body');
  return differences(first, other).filter((part) => !noise.has(part));
}

/**
 * A limit that is counted by client address shows whether the gateway takes two requests for the same client: the second
 * must find one less. undefined when the answers do not show a limit, or its window began anew in between.
 */
export function continues(earlier: Seen, later: Seen, requests: number): boolean | undefined {
  const [before, after] = [earlier, later].map((seen) => Number(seen.headers['x-ratelimit-remaining'] ?? Number.NaN));
  if (before === undefined || after === undefined || Number.isNaN(before) || Number.isNaN(after)) return undefined;
  if (after > before)
    return earlier.headers['x-ratelimit-reset'] === later.headers['x-ratelimit-reset'] ? false : undefined;
  // Other clients may have asked meanwhile, so it may be less; an exhausted limit stays at 0.
  return before - after >= requests || after === 0;
}
