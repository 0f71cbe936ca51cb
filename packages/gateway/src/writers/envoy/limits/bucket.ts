/** Rates as Envoy's token buckets, which are refilled continuously. */
import type { Limit } from '../../../model/policy.ts';
import { type JsonObject, seconds } from '../config.ts';

const mostTokens = 4_294_967_295;

const bucket = (most: number, perFill: number, interval: number): JsonObject => ({
  max_tokens: Math.min(most, mostTokens),
  tokens_per_fill: Math.min(perFill, mostTokens),
  fill_interval: seconds(interval),
});

/**
 * A window of `count` requests becomes a bucket of as many tokens that takes the window to fill. A leaky bucket is the same
 * thing as a token bucket that holds one token more than its burst.
 */
export function bucketOf({ rate }: Limit): JsonObject {
  if (rate.kind === 'window') return bucket(rate.count, rate.count, rate.seconds);
  const most = Math.floor(rate.burst) + 1;
  const scale =
    [1, 10, 100, 1000].find((factor) => Number.isInteger(Number((rate.perSecond * factor).toFixed(6)))) ?? 1000;
  const tokens = Number((rate.perSecond * scale).toFixed(6));
  // Below a thousandth of a token in a second, one token comes so seldom.
  if (tokens < 1) return bucket(most, 1, 1 / rate.perSecond);
  return bucket(most, Math.round(tokens), scale);
}
