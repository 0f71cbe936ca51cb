/**
 * key-auth (apisix/plugins/key-auth.lua; observed: key-auth vectors): the header is looked at first, the parameter only
 * without it, and not when it comes twice; 401 with APISIX's words otherwise. Each key is a route of its own, which gives the
 * very answers of APISIX; Envoy's api_key_auth filter answers in other words and is left to estates with very many keys.
 */
import { all, not } from '@banyan/core/condition/condition.ts';
import type { Subject } from '@banyan/core/condition/condition.ts';
import type { AuthenticateByKey } from '../../../model/policy.ts';
import type { HeaderMatcher } from '../config.ts';
import { hiddenParameter } from '../lua/hide.ts';
import { repeated } from '../match/doubts.ts';
import { matchersOf } from '../match/matchers.ts';
import {
  type Authenticates,
  authenticating,
  type Hiding,
  type Identity,
  mostKeys,
  secretRefused,
  tooMany,
  type Way,
} from './authentication.ts';
import type { Difference, PolicyContext } from './variant.ts';

export const byKey: Authenticates<AuthenticateByKey> = (policy, context) => {
  const keys = context.model.consumers.flatMap((consumer) =>
    consumer.credentials.flatMap((one) =>
      one.kind === 'key' ? [{ identity: { consumer, credential: one.identifier }, key: one.key }] : [],
    ),
  );
  if (keys.length > mostKeys) return tooMany(keys.length);
  if (keys.length > 0 && context.options.secrets === 'refuse') return secretRefused(policy.origin);
  context.needs.secrets ||= keys.length > 0;
  const header = policy.header.toLowerCase();
  const parameter: Subject = `parameter:${policy.parameter}`;
  const inParameter = hidingParameter(policy, context);
  const withoutHeader: HeaderMatcher = { name: header, present_match: true, invert_match: true };
  const ways = (subject: Subject, hide: Hiding, beside: readonly HeaderMatcher[]): readonly Way[] =>
    keys.flatMap(({ identity, key }) =>
      (matchersOf({ test: { subject, equals: key }, negated: false }) ?? []).map(
        (guard): Way & { identity: Identity } => ({
          guard: [...beside, guard],
          identity,
          hide,
        }),
      ),
    );
  const failing = (failure: string, guard: readonly HeaderMatcher[], hide: Hiding): Way => ({ guard, failure, hide });
  const invalid = 'Invalid API key in request';
  const inHeader: Hiding = policy.hideCredentials ? { requestMutations: [{ remove: policy.header }] } : {};
  return {
    challenge: { scheme: 'apikey', realm: policy.realm },
    ways: [
      ...ways(`header:${header}`, inHeader, []),
      failing(invalid, [{ name: header, present_match: true }], { ...inParameter, ...inHeader }),
      ...ways(parameter, inParameter, [withoutHeader, once(policy.parameter)]),
      ...(matchersOf({ test: { subject: parameter, present: true }, negated: false }) ?? []).map((guard) =>
        failing(invalid, [guard], inParameter),
      ),
      failing('Missing API key in request', [], {}),
    ],
    differences: [
      ...(keys.length > 0 ? [several(header, context)] : []),
      ...(policy.hideCredentials && !context.needs.lua ? [hidden(policy)] : []),
    ],
  };
};

export const authenticateByKey = authenticating(byKey);

const hidingParameter = ({ hideCredentials, parameter }: AuthenticateByKey, context: PolicyContext): Hiding =>
  hideCredentials && context.needs.lua ? { filters: hiddenParameter(parameter, context.needs) } : {};

/** A parameter that comes twice is no key. */
function once(name: string): HeaderMatcher {
  const one = `${name.replaceAll(/[^A-Za-z0-9_~-]/g, (char) => `\\x{${char.charCodeAt(0).toString(16)}}`)}(?:=[^&]*)?`;
  const twice = `[^?]*\\?(?:[^&]*&)*${one}&(?:[^&]*&)*${one}(?:&.*)?`;
  return { name: ':path', string_match: { safe_regex: { regex: twice } }, invert_match: true };
}

/** The source takes the first of several keys, Envoy all of them as one text. */
const several = (header: string, { route }: PolicyContext): Difference => ({
  code: 'ENV007',
  params: { route: route ?? '-' },
  verdict: 'exact',
  when: repeated(`header:${header}`),
});

/** A key in the query cannot be taken out of it natively. */
const hidden = (policy: AuthenticateByKey): Difference => ({
  code: 'ENV039',
  params: { parameter: policy.parameter },
  verdict: 'approximated',
  when: all([
    not({ subject: `header:${policy.header.toLowerCase()}`, present: true }),
    { subject: `parameter:${policy.parameter}`, present: true },
  ]),
});
