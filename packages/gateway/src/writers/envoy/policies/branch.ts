/** Policies for some requests: `_meta.filter`, and the limits inside workflow. Where Envoy cannot tell which, what protects closes. */
import { all, always } from '@banyan/core/condition/condition.ts';
import type { Branch, Policy } from '../../../model/policy.ts';
import { protect } from './unmapped.ts';
import type { Applied, Difference, PolicyContext, Variant } from './variant.ts';
import { guardsOf } from './when.ts';

type Apply = (policy: Policy, variants: readonly Variant[], context: PolicyContext) => Applied;

/** `apply` translates the policies inside. */
export function branch(policy: Branch, variants: readonly Variant[], context: PolicyContext, apply: Apply): Applied {
  const found = guardsOf(policy.when, context, variants[0]);
  const params = { part: policy.origin, route: context.route ?? '-' };
  if (found === undefined)
    return policy.policies.some(harmless)
      ? { variants, differences: [{ code: 'ENV091', params, verdict: 'unsupported', when: policy.when }] }
      : protect(variants, context, { code: 'ENV090', params, verdict: 'unsupported', when: always });
  const differences: Difference[] = [...found.differences];
  const inside = found.guards.flatMap((guard) => {
    const begun = variants.map((one) => ({ ...one, guard: [...one.guard, ...guard] }));
    let made: readonly Variant[] = begun;
    for (const part of policy.policies) {
      const applied = apply(part, made, context);
      made = applied.variants;
      differences.push(...applied.differences.map((one) => within(policy, one)));
    }
    // What nothing has changed needs no route of its own.
    return made.every((one, index) => one === begun[index]) ? [] : made;
  });
  return { variants: [...inside, ...variants], differences };
}

/** What can be left out without opening anything. */
const harmless = ({ kind }: Policy): boolean =>
  kind === 'rewrite-request' ||
  kind === 'rewrite-response' ||
  kind === 'redirect' ||
  kind === 'identify' ||
  kind === 'cors' ||
  kind === 'metrics' ||
  kind === 'write-log';

const within = ({ when }: Branch, difference: Difference): Difference =>
  difference.when === undefined ? difference : { ...difference, when: all([when, difference.when]) };
