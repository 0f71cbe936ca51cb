/**
 * multi-auth (apisix/plugins/multi-auth.lua; observed: multi-auth vectors): the first authentication that succeeds counts. What
 * the failed ones left behind stays: the challenge of the last of them, even in an answer of 200. When all fail there is one
 * text for them. One that has no translation closes what the ones before it do not let in.
 */
import type { AuthenticateByAny } from '../../../model/policy.ts';
import { anonymousOf, type Authentication, identified, isDifference } from './authentication.ts';
import { byJwt } from './authenticate-by-jwt.ts';
import { byKey } from './authenticate-by-key.ts';
import { byPassword } from './authenticate-by-password.ts';
import { bySignature } from './authenticate-by-signature.ts';
import { type Challenge, challengeHeader, refused } from './refusal.ts';
import { protect } from './unmapped.ts';
import type { Applied, Difference, PolicyContext, Variant } from './variant.ts';

type Method = AuthenticateByAny['methods'][number];

export function authenticateByAny(
  policy: AuthenticateByAny,
  variants: readonly Variant[],
  context: PolicyContext,
): Applied {
  const differences: Difference[] = [];
  const next = variants.flatMap((given) => {
    const made: Variant[] = [];
    let filters: Variant['filters'] = {};
    let last: Challenge | undefined;
    for (const method of policy.methods) {
      const authentication = authenticate(method, context);
      if (isDifference(authentication)) {
        const closed = protect([given], context, authentication);
        differences.push(...closed.differences);
        return [...made, ...closed.variants].map((one) => withFilters(one, filters));
      }
      differences.push(...authentication.differences);
      filters = { ...filters, ...authentication.filters };
      made.push(...successes(left(given, last), method, authentication, context));
      last = authentication.challenge;
    }
    const all = last === undefined ? made : [...made, refused(given, last, 'Authorization Failed', [])];
    return all.map((one) => withFilters(one, filters));
  });
  return { variants: next, differences };
}

const withFilters = (one: Variant, filters: Variant['filters']): Variant => ({
  ...one,
  filters: { ...filters, ...one.filters },
});

/** With the challenge that a failed authentication left in the answer. */
const left = (variant: Variant, challenge: Challenge | undefined): Variant =>
  challenge === undefined
    ? variant
    : { ...variant, responseMutations: [...variant.responseMutations, { append: challengeHeader(challenge) }] };

function successes(
  variant: Variant,
  method: Method,
  { ways }: Authentication,
  context: PolicyContext,
): readonly Variant[] {
  const anonymous = method.kind === 'unmapped' ? undefined : anonymousOf(method, context);
  return ways.flatMap((way) => {
    if ('identity' in way) return [identified(variant, way.guard, way.identity, way.hide)];
    return anonymous === undefined ? [] : [identified(variant, way.guard, anonymous, way.hide)];
  });
}

function authenticate(method: Method, context: PolicyContext): Authentication | Difference {
  switch (method.kind) {
    case 'authenticate-by-key':
      return byKey(method, context);
    case 'authenticate-by-password':
      return byPassword(method, context);
    case 'authenticate-by-jwt':
      return byJwt(method, context);
    case 'authenticate-by-signature':
      return bySignature(method, context);
    case 'unmapped': {
      const params = { part: method.origin, route: context.route ?? '-' };
      return { code: 'ENV021', params, verdict: 'unsupported', when: { always: true } };
    }
  }
}
