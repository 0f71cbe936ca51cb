/**
 * key-auth (apisix/plugins/key-auth.lua; observed: key-auth vectors): the header is looked at first, the parameter only
 * without it; 401 with APISIX's words otherwise. Each key is a route of its own, which gives the very answers of APISIX;
 * Envoy's api_key_auth filter answers in other words and is left to estates with very many keys.
 */
import { all, type Condition, not } from '@banyan/core/condition/condition.ts';
import type { Subject } from '@banyan/core/condition/condition.ts';
import type { AuthenticateByKey } from '../../../model/policy.ts';
import { type HeaderMatcher, headerOption, literal } from '../config.ts';
import { matchersOf } from '../match/matchers.ts';
import { protect } from './unmapped.ts';
import type { Applied, Difference, PolicyContext, Variant } from './variant.ts';
import { refused } from './refusal.ts';

/** Two routes for each key and rule: beyond this the configuration grows too large. */
const mostKeys = 200;

export function authenticateByKey(
  policy: AuthenticateByKey,
  variants: readonly Variant[],
  context: PolicyContext,
): Applied {
  const keys = context.model.consumers.flatMap((consumer) =>
    consumer.credentials.flatMap((one) => (one.kind === 'key' ? [{ consumer: consumer.name, key: one.key }] : [])),
  );
  if (keys.length > mostKeys)
    return protect(variants, context, {
      code: 'ENV038',
      params: { keys: keys.length, most: mostKeys },
      verdict: 'unsupported',
      when: always,
    });
  context.needs.secrets ||= keys.length > 0;
  const header: Subject = `header:${policy.header.toLowerCase()}`;
  const parameter: Subject = `parameter:${policy.parameter}`;
  const differences: Difference[] = policy.hideCredentials ? [hidden(policy, header, parameter)] : [];
  const next = variants.flatMap((variant) => {
    const sure = (subject: Subject): readonly Variant[] =>
      keys.flatMap(({ consumer, key }) =>
        (matchersOf({ test: { subject, equals: key }, negated: false }) ?? []).map((guard) =>
          identified(policy, variant, [...(subject === parameter ? [absent(policy)] : []), guard], consumer),
        ),
      );
    // Whoever has no valid key is the anonymous consumer where there is one.
    const otherwise = (message: string, guard: readonly HeaderMatcher[]): Variant =>
      policy.anonymous === undefined
        ? refused(variant, challenge(policy), message, guard)
        : identified(policy, variant, guard, policy.anonymous);
    const invalid = 'Invalid API key in request';
    return [
      ...sure(header),
      otherwise(invalid, [{ name: policy.header.toLowerCase(), present_match: true }]),
      ...sure(parameter),
      ...(matchersOf({ test: { subject: parameter, present: true }, negated: false }) ?? []).map((guard) =>
        otherwise(invalid, [guard]),
      ),
      otherwise('Missing API key in request', []),
    ];
  });
  return { variants: next, differences };
}

const always: Condition = { always: true };

const absent = (policy: AuthenticateByKey): HeaderMatcher => ({
  name: policy.header.toLowerCase(),
  present_match: true,
  invert_match: true,
});

function identified(
  policy: AuthenticateByKey,
  variant: Variant,
  guard: readonly HeaderMatcher[],
  consumer: string,
): Variant {
  return {
    ...variant,
    guard: [...variant.guard, ...guard],
    consumer,
    requestMutations: [
      ...variant.requestMutations,
      ...(policy.hideCredentials ? [{ remove: policy.header }] : []),
      { append: headerOption('X-Consumer-Username', literal(consumer)) },
    ],
  };
}

/** A key in the query cannot be taken out of it natively. */
const hidden = (policy: AuthenticateByKey, header: Subject, parameter: Subject): Difference => ({
  code: 'ENV039',
  params: { parameter: policy.parameter },
  verdict: 'approximated',
  when: all([not({ subject: header, present: true }), { subject: parameter, present: true }]),
});

const challenge = ({ realm }: AuthenticateByKey) => ({ scheme: 'apikey', realm });
