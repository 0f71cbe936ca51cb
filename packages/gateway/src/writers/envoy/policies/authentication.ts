/**
 * The end of every authentication (apisix/consumer.lua, attach_consumer; plugins/*-auth.lua): who is recognised is named to the
 * upstream, and to the policies behind; everybody else is the anonymous consumer where there is one, or gets 401.
 */
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { Consumer } from '../../../model/model.ts';
import type { AuthenticateByKey } from '../../../model/policy.ts';
import { type HeaderMatcher, headerOption, type JsonObject, literal } from '../config.ts';
import { type Challenge, refused } from './refusal.ts';
import { protect } from './unmapped.ts';
import type { Applied, Difference, PolicyContext, Variant } from './variant.ts';

/** A consumer and the credential that showed it. */
export interface Identity {
  readonly consumer: Consumer;
  readonly credential?: string | undefined;
}

/** Which requests are recognised, or fail and why. Guards of identities hold whatever way stands before them. */
export type Way = { readonly guard: readonly HeaderMatcher[] } & (
  | { readonly identity: Identity; readonly hide?: Hiding }
  | { readonly failure: string; readonly hide?: Hiding }
);

/** Takes the credentials out of the forwarded request. */
export interface Hiding {
  readonly requestMutations?: readonly JsonObject[];
  readonly filters?: Readonly<Record<string, JsonObject>>;
}

export interface Authentication {
  /** In the order in which they are tried; the last one is for all that is left. */
  readonly ways: readonly Way[];
  readonly challenge: Challenge;
  /** Filters that must have run before the ways can be told apart; they choose the route again. */
  readonly filters?: Readonly<Record<string, JsonObject>>;
  readonly differences: readonly Difference[];
}

/** How an authentication is written; a difference instead when it cannot be, and the route is closed. */
export type Authenticates<P> = (policy: P, context: PolicyContext) => Authentication | Difference;

export const isDifference = (made: Authentication | Difference): made is Difference => 'code' in made;

type Common = Pick<AuthenticateByKey, 'anonymous'>;

/** What an authentication makes of a rule. */
export const authenticating =
  <P extends Common>(authenticate: Authenticates<P>) =>
  (policy: P, variants: readonly Variant[], context: PolicyContext): Applied => {
    const made = authenticate(policy, context);
    if (isDifference(made)) return protect(variants, context, made);
    const next = variants.flatMap((given) => {
      const variant = { ...given, filters: { ...given.filters, ...made.filters } };
      return made.ways.map((way) => concluded(variant, way, policy, made.challenge, context));
    });
    return { variants: next, differences: made.differences };
  };

function concluded(variant: Variant, way: Way, policy: Common, challenge: Challenge, context: PolicyContext): Variant {
  if ('identity' in way) return identified(variant, way.guard, way.identity, way.hide);
  if (policy.anonymous === undefined) return refused(variant, challenge, way.failure, way.guard);
  const anonymous = anonymousOf(policy, context);
  return anonymous === undefined
    ? refused(variant, challenge, 'Invalid user authorization', way.guard)
    : identified(variant, way.guard, anonymous, way.hide);
}

export function anonymousOf({ anonymous }: Common, { model }: PolicyContext): Identity | undefined {
  const consumer = model.consumers.find(({ name }) => name === anonymous);
  return consumer === undefined ? undefined : { consumer };
}

/** A route for one consumer. What the client says about itself under the same names does not pass. */
export function identified(
  variant: Variant,
  guard: readonly HeaderMatcher[],
  { consumer, credential }: Identity,
  hide: Hiding = {},
): Variant {
  const named = (name: string, value: string | undefined): JsonObject =>
    value === undefined ? { remove: name } : { append: headerOption(name, literal(value)) };
  return {
    ...variant,
    guard: [...variant.guard, ...guard],
    consumer: consumer.name,
    requestMutations: [
      ...variant.requestMutations,
      ...(hide.requestMutations ?? []),
      named('X-Consumer-Username', consumer.name),
      named('X-Credential-Identifier', credential),
      named('X-Consumer-Custom-ID', consumer.customId),
    ],
    filters: { ...variant.filters, ...hide.filters },
  };
}

/** What closes a route whose keys may not stand in the configuration. */
export const secretRefused = (plugin: string): Difference => ({
  code: 'ENV070',
  params: { plugin },
  verdict: 'unsupported',
  when: always,
});

/** More credentials than there are routes for. */
export const tooMany = (keys: number): Difference => ({
  code: 'ENV038',
  params: { keys, most: mostKeys },
  verdict: 'unsupported',
  when: always,
});

/** One or two routes for each credential and rule: beyond this the configuration grows too large. */
export const mostKeys = 200;

const always: Condition = { always: true };
