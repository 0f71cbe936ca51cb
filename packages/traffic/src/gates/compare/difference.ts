/** Where the difference of the two sides' error ratios lies, for good: the bounds hold at all looks at once. */
import { type Counted, evidenceAbove, evidenceBelow } from './evidence.ts';

export interface Difference {
  /** New minus old, as counted. */
  readonly value: number;
  /** With the error probabilities asked for, at whatever moment one looks, the true difference is in here. */
  readonly interval: { readonly from: number; readonly to: number };
}

/** Halvings: the bounds are found to one part in a million. */
const halvings = 21;

/**
 * `share` is the part of the requests that goes to the new side, more than 0 and less than 1. Where the counts show another one,
 * each bound takes the share that is less favourable to a verdict; so nothing is concluded from a side without requests.
 * `below` and `above`: how probable it may be that the difference is ever found above, or below, the bound reported.
 */
export function difference(
  counted: Counted,
  share: number,
  error: { readonly lower: number; readonly upper: number },
): Difference | undefined {
  const { requests, errors } = counted;
  if (requests.old <= 0 || requests.new <= 0) return undefined;
  const seen = requests.new / (requests.old + requests.new);
  const [low, high] = [Math.min(share, seen), Math.max(share, seen)];
  const isAbove = (bound: number): boolean => evidenceAbove(counted, high, bound) >= -Math.log(error.lower);
  const isBelow = (bound: number): boolean => evidenceBelow(counted, low, bound) >= -Math.log(error.upper);
  return {
    value: errors.new / requests.new - errors.old / requests.old,
    interval: { from: boundary(isAbove), to: -boundary((bound) => isBelow(-bound)) },
  };
}

/** The highest bound of -1 to 1 that is known to be passed; the evidence falls as the bound rises. */
function boundary(passed: (bound: number) => boolean): number {
  let [from, to] = [-1, 1];
  for (let step = 0; step < halvings; step++) {
    const middle = (from + to) / 2;
    if (passed(middle)) from = middle;
    else to = middle;
  }
  return from;
}
