/**
 * jwt-auth (apisix/plugins/jwt-auth.lua): the consumer is the one that the claim names, and its own key must verify the
 * token. Envoy's jwt_authn verifies with each different key as a provider of its own and copies the claim into a header
 * of that provider; routes then ask for the pair (key, claim), so that no consumer can speak for another.
 */
import { createPublicKey } from 'node:crypto';
import { any, type Condition, type Subject } from '@banyan/core/condition/condition.ts';
import type { Credential } from '../../../model/model.ts';
import type { AuthenticateByJwt } from '../../../model/policy.ts';
import { type HeaderMatcher, headerOption, type JsonObject, literal, typed } from '../config.ts';
import { protect } from './unmapped.ts';
import { matchersOf } from '../match/matchers.ts';
import type { Applied, PolicyContext, Variant } from './variant.ts';
import { refused } from './refusal.ts';

export const jwtFilter = 'envoy.filters.http.jwt_authn';
const extension = 'envoy.extensions.filters.http.jwt_authn.v3';

type JwtCredential = Extract<Credential, { readonly kind: 'jwt' }>;
interface Known {
  readonly consumer: string;
  readonly credential: JwtCredential;
  readonly jwk: string;
}

export function authenticateByJwt(
  policy: AuthenticateByJwt,
  variants: readonly Variant[],
  context: PolicyContext,
): Applied {
  const known: Known[] = [];
  for (const consumer of context.model.consumers) {
    for (const credential of consumer.credentials) {
      if (credential.kind !== 'jwt') continue;
      const jwk = jwkOf(credential);
      if (jwk === undefined)
        return protect(variants, context, {
          code: 'ENV041',
          params: { consumer: consumer.name },
          verdict: 'unsupported',
          when: { always: true },
        });
      known.push({ consumer: consumer.name, credential, jwk });
    }
  }
  context.needs.secrets = true;
  const headers = new Map<string, string>();
  for (const { jwk } of known) headers.set(jwk, headers.get(jwk) ?? `x-banyan-jwt-${headers.size + 1}`);
  const requirement = register(policy, headers, context);
  const filters = { [jwtFilter]: typed(`${extension}.PerRouteConfig`, { requirement_name: requirement }) };
  const next = variants.flatMap((given) => {
    const variant = { ...given, filters: { ...given.filters, ...filters } };
    const otherwise = (message: string, guard: readonly HeaderMatcher[]): Variant =>
      policy.anonymous === undefined
        ? refused(variant, challenge(policy), message, guard)
        : withConsumer({ ...variant, guard: [...variant.guard, ...guard] }, policy.anonymous);
    return [
      ...known.map((one) => identified(policy, variant, one, headers.get(one.jwk) ?? '')),
      ...sentMatchers(policy).map((guard) => otherwise('failed to verify jwt', [guard])),
      otherwise('Missing JWT token in request', []),
    ];
  });
  const difference = { code: 'ENV042' as const, verdict: 'approximated' as const, when: any(sent(policy)) };
  return { variants: next, differences: [difference] };
}

const sent = (policy: AuthenticateByJwt): readonly Condition[] =>
  subjects(policy).map((subject): Condition => ({ subject, present: true }));
const subjects = (policy: AuthenticateByJwt): readonly Subject[] => [
  `header:${policy.header.toLowerCase()}`,
  `parameter:${policy.parameter}`,
  `cookie:${policy.cookie}`,
];
const sentMatchers = (policy: AuthenticateByJwt): readonly HeaderMatcher[] =>
  subjects(policy).flatMap((subject) => matchersOf({ test: { subject, present: true }, negated: false }) ?? []);

function identified(
  policy: AuthenticateByJwt,
  variant: Variant,
  { consumer, credential }: Known,
  header: string,
): Variant {
  const guard: HeaderMatcher = { name: header, string_match: { exact: credential.key } };
  const found = withConsumer({ ...variant, guard: [...variant.guard, guard] }, consumer);
  return policy.hideCredentials
    ? { ...found, requestMutations: [...found.requestMutations, { remove: policy.header }] }
    : found;
}

const withConsumer = (variant: Variant, consumer: string): Variant => ({
  ...variant,
  consumer,
  requestMutations: [...variant.requestMutations, { append: headerOption('X-Consumer-Username', literal(consumer)) }],
});

/** Adds the providers and the requirement to the one filter, and gives the requirement's name. */
function register(policy: AuthenticateByJwt, headers: ReadonlyMap<string, string>, { needs }: PolicyContext): string {
  const place = [policy.header, policy.parameter, policy.cookie, policy.keyClaim, ...policy.claimsToVerify].join('.');
  const name = `jwt-${place}`.replace(/[^A-Za-z0-9.-]/g, '-');
  const config = needs.filters.get(jwtFilter) ?? {};
  // Only this function writes these two members, always as objects.
  const providers = (config['providers'] ?? {}) as JsonObject;
  const requirements = (config['requirement_map'] ?? {}) as JsonObject;
  const added = [...headers].map(([jwk, header]): [string, JsonObject] => [
    `${name}/${header}`,
    provider(policy, jwk, header),
  ]);
  for (const header of headers.values()) {
    needs.removedEarly.add(header);
    needs.internalHeaders.add(header);
  }
  needs.filters.set(jwtFilter, {
    providers: { ...providers, ...Object.fromEntries(added) },
    requirement_map: {
      ...requirements,
      [name]: {
        requires_any: {
          requirements: [...added.map(([provider_name]) => ({ provider_name })), { allow_missing_or_failed: {} }],
        },
      },
    },
  });
  return name;
}

function provider(policy: AuthenticateByJwt, jwk: string, header: string): JsonObject {
  return {
    local_jwks: { inline_string: `{"keys":[${jwk}]}` },
    from_headers: [{ name: policy.header, value_prefix: 'Bearer ' }],
    from_params: [policy.parameter],
    from_cookies: [policy.cookie],
    forward: true,
    claim_to_headers: [{ header_name: header, claim_name: policy.keyClaim }],
    clock_skew_seconds: 1,
    require_expiration: policy.claimsToVerify.includes('exp') ? true : undefined,
    clear_route_cache: true,
  };
}

function jwkOf({ algorithm, secret }: JwtCredential): string | undefined {
  if (secret instanceof Uint8Array) {
    if (!/^HS(?:256|384|512)$/.test(algorithm)) return undefined;
    return JSON.stringify({ kty: 'oct', alg: algorithm, k: Buffer.from(secret).toString('base64url') });
  }
  if (!/^(?:RS|ES|PS)(?:256|384|512)$|^EdDSA$/.test(algorithm)) return undefined;
  try {
    return JSON.stringify({ ...createPublicKey(secret.publicKey).export({ format: 'jwk' }), alg: algorithm });
  } catch {
    return undefined;
  }
}

const challenge = ({ realm }: AuthenticateByJwt) => ({ scheme: 'Bearer', realm });
