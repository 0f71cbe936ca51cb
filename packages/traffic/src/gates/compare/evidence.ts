/**
 * Evidence about the difference of two error ratios that may be looked at as often as one likes (betting test: Waudby-Smith and
 * Ramdas 2024; Ville's inequality 1939). Every request goes to the new side with probability `share`, whatever came before.
 * A failed request counts +1/share on the new side, -1/(1-share) on the old one, any other 0: its expectation, given all that
 * came before, is the difference of the error ratios at that moment. Somebody who bets the part `stake` of a capital of 1 on
 * that expectation being beyond a bound multiplies the capital by `1 + stake (value - bound)` with each request. While the bound holds, the
 * capital is not expected to grow, so the probability that it ever reaches 1/a is at most a: for every sample size, however the
 * ratios vary with time, and however often one looks.
 *
 * With the bound 0 only failed requests move the capital, and it is the likelihood ratio of the exact conditional test of two
 * binomials (given that one failed, was it on the new side?). No approximation is involved, so few requests need no other test.
 */

/** What happened since counting began. */
export interface Counted {
  readonly requests: { readonly old: number; readonly new: number };
  readonly errors: { readonly old: number; readonly new: number };
}

/** Logarithm of the capital of somebody who bets that the new side fails more often than the old one by more than `bound`. */
export function evidenceAbove(counted: Counted, share: number, bound: number): number {
  const most = 1 / (1 / (1 - share) + bound);
  return capital(counted, {
    none: (part) => -part * most * bound,
    old: (part) => -part,
    new: (part) => part * most * (1 / share - bound),
  });
}

/** Logarithm of the capital of somebody who bets that it fails more often by less than `bound`, or less often. */
export function evidenceBelow(counted: Counted, share: number, bound: number): number {
  const most = 1 / (1 / share - bound);
  return capital(counted, {
    none: (part) => part * most * bound,
    old: (part) => part * most * (1 / (1 - share) + bound),
    new: (part) => -part,
  });
}

/**
 * Parts of the largest stake that leaves something whatever comes. The capital begins divided equally among them: the best one is
 * not known beforehand, and a stake half or twice the best one needs a fifth more requests at most.
 */
const parts = Array.from({ length: 8 }, (_, index) => 0.9 / 2 ** index);

/** By how much one request of each kind changes the capital, less 1. */
interface Gains {
  readonly none: (part: number) => number;
  readonly old: (part: number) => number;
  readonly new: (part: number) => number;
}

function capital({ requests, errors }: Counted, gains: Gains): number {
  const none = Math.max(0, requests.old + requests.new - errors.old - errors.new);
  const logs = parts.map(
    (part) =>
      none * Math.log1p(gains.none(part)) +
      errors.old * Math.log1p(gains.old(part)) +
      errors.new * Math.log1p(gains.new(part)),
  );
  // As a sum of exponentials that cannot overflow.
  const highest = Math.max(...logs);
  return highest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - highest), 0) / parts.length);
}
