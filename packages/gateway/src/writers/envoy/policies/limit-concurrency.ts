/**
 * limit-conn (apisix/plugins/limit-conn.lua; observed: limit-conn vectors) as a circuit breaker of a cluster of its own, which all
 * workers share: so many requests at a time for all clients together. Never more pass than in the source; where it counts by
 * a key, requests of one client can be refused because of another's. Nothing waits: what the source would delay passes.
 */
import type { LimitConcurrency } from '../../../model/policy.ts';
import type { Upstream } from '../../../model/upstream.ts';
import { again } from './clusters.ts';
import { closed, protect } from './unmapped.ts';
import type { Applied, Difference, PolicyContext, Variant } from './variant.ts';

/** The cluster is made when it is known where requests go: {@link withConcurrency}. */
export function limitConcurrency(
  policy: LimitConcurrency,
  variants: readonly Variant[],
  context: PolicyContext,
): Applied {
  const params = { part: policy.origin };
  if (!context.needs.clusters || variants.some(({ concurrency }) => concurrency !== undefined))
    return protect(variants, context, unbounded(policy));
  const words = `${policy.status} ${policy.message ?? ''}`;
  const { overflows } = context.needs;
  const known = [...overflows].find(([, one]) => `${one.status} ${one.message ?? ''}` === words)?.[0];
  const overflow = known ?? String(overflows.size + 1);
  overflows.set(overflow, policy);
  const differences: Difference[] = [];
  if (!policy.together)
    differences.push({ code: 'ENV116', params: { ...params, most: policy.most }, verdict: 'approximated' });
  if (policy.waiting > 0) differences.push({ code: 'ENV110', params, verdict: 'approximated' });
  const concurrency = { group: policy.group, most: policy.most };
  const next = variants.map((one) => ({ ...one, concurrency, metadata: { ...one.metadata, overflow } }));
  return { variants: next, differences };
}

export const unbounded = ({ origin }: LimitConcurrency): Difference => ({
  code: 'ENV115',
  params: { part: origin },
  verdict: 'unsupported',
  when: { always: true },
});

/** Closed because of its limit. */
export const isUnbounded = ({ concurrency, final }: Variant): boolean =>
  concurrency !== undefined && final !== undefined;

/** The variant with the upstream that counts; shares of several would count each for itself, so they are closed. */
export function withConcurrency(variant: Variant, upstream: Upstream | undefined, { needs }: PolicyContext): Variant {
  const { concurrency, ...rest } = variant;
  // Answered by another policy behind the limit: nothing is on its way.
  if (rest.final !== undefined) return rest;
  if (concurrency === undefined || upstream === undefined) return variant;
  if (variant.shares !== undefined) return closed(variant, 'ENV115');
  const { group, most } = concurrency;
  return { ...variant, upstream: again(needs, `${group}:${upstream.name}`, upstream, { most }) };
}
