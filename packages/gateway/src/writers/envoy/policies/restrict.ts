/** consumer-restriction and acl: who a request is from is known by its route, so each decision is a route as well. */
import type { Access, Restrict } from '../../../model/policy.ts';
import { headerOption, literal } from '../config.ts';
import { methodMatcher } from '../match/conjunctions.ts';
import { type Applied, answer, type Variant } from './variant.ts';

export function restrict(policy: Restrict, variants: readonly Variant[]): Applied {
  const next = variants.flatMap((variant) => decided(variant, accessOf(policy, variant.consumer)));
  return { variants: next, differences: [] };
}

function accessOf({ byConsumer, others, withoutConsumer }: Restrict, consumer: string | undefined): Access {
  return consumer === undefined ? withoutConsumer : (byConsumer.get(consumer) ?? others);
}

function decided(variant: Variant, access: Access): readonly Variant[] {
  if (access === 'pass') return [variant];
  const { status, headers, body } = access.respond;
  const refused = answer(
    variant,
    status,
    body,
    headers.map(([name, value]) => headerOption(name, literal(value))),
  );
  if (!('methods' in access)) return [refused];
  const allowed = { ...variant, guard: [...variant.guard, ...methodMatcher(access.methods)] };
  return [allowed, refused];
}
