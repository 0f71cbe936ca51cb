/** A wait before the request goes on, with Envoy's fault filter; seconds and share as in the source. */
import type { Delay } from '../../../model/policy.ts';
import { seconds, typed } from '../config.ts';
import type { Applied, PolicyContext, Variant } from './variant.ts';
import { guardsOf, isAlways } from './when.ts';

const extension = 'envoy.extensions.filters.http.fault.v3.HTTPFault';
const filter = 'envoy.filters.http.fault/delay';

export function delay(policy: Delay, variants: readonly Variant[], context: PolicyContext): Applied {
  const found = guardsOf(policy.when, context, variants[0]);
  const params = { part: policy.origin, route: context.route ?? '-' };
  // Without the wait the answers are the same, only sooner.
  if (found === undefined) return { variants, differences: [{ code: 'ENV091', params, verdict: 'unsupported' }] };
  context.needs.filters.set(filter, typed(extension));
  const waits = typed(extension, {
    delay: {
      fixed_delay: seconds(policy.seconds),
      percentage: { numerator: Math.round(policy.share * 10_000), denominator: 'MILLION' },
    },
  });
  const waiting = (one: Variant): Variant => ({ ...one, filters: { ...one.filters, [filter]: waits } });
  const guarded = variants.flatMap((one) =>
    found.guards.map((guard) => waiting({ ...one, guard: [...one.guard, ...guard] })),
  );
  return { variants: isAlways(policy.when) ? guarded : [...guarded, ...variants], differences: found.differences };
}
