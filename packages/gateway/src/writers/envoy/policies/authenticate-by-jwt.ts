/**
 * jwt-auth (apisix/plugins/jwt-auth.lua): the consumer is the one that the claim names, and its own key must verify the
 * token. Envoy's jwt_authn verifies with each different key as a provider of its own and copies the claim into a header
 * of that provider; routes then ask for the pair (key, claim), so that no consumer can speak for another. With Lua the token is
 * found and judged first, in the source's own words: see lua/jwt.ts.
 */
import { createPublicKey } from 'node:crypto';
import { any, type Condition, type Subject } from '@banyan/core/condition/condition.ts';
import type { Credential } from '../../../model/model.ts';
import type { AuthenticateByJwt } from '../../../model/policy.ts';
import { type HeaderMatcher, type JsonObject, typed } from '../config.ts';
import { hiddenToken } from '../lua/hide.ts';
import { problemHeader, problems, tokenHeader, tokenScript } from '../lua/jwt.ts';
import { script } from '../lua/script.ts';
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

export const jwtFilter = 'envoy.filters.http.jwt_authn';
const extension = 'envoy.extensions.filters.http.jwt_authn.v3';

type JwtCredential = Extract<Credential, { readonly kind: 'jwt' }>;
interface Known {
  readonly identity: Identity;
  readonly credential: JwtCredential;
  readonly jwk: string;
}

export const byJwt: Authenticates<AuthenticateByJwt> = (policy, context) => {
  // Envoy checks nbf where a token has it, and takes tokens without.
  if (!context.needs.lua && policy.claimsToVerify.includes('nbf'))
    return { code: 'ENV072', params: { plugin: policy.origin }, verdict: 'unsupported', when: { always: true } };
  const known: Known[] = [];
  for (const consumer of context.model.consumers) {
    for (const credential of consumer.credentials) {
      if (credential.kind !== 'jwt') continue;
      const jwk = jwkOf(credential);
      if (jwk === undefined)
        return { code: 'ENV041', params: { consumer: consumer.name }, verdict: 'unsupported', when: { always: true } };
      known.push({ identity: { consumer, credential: credential.identifier }, credential, jwk });
    }
  }
  if (known.length > mostKeys) return tooMany(known.length);
  const secret = known.some(({ credential }) => credential.secret instanceof Uint8Array);
  if (secret && context.options.secrets === 'refuse') return secretRefused(policy.origin);
  context.needs.secrets ||= secret;
  const headers = new Map<string, string>();
  for (const { jwk } of known) headers.set(jwk, headers.get(jwk) ?? `x-banyan-jwt-${headers.size + 1}`);
  const requirement = register(policy, headers, context);
  const filters = { [jwtFilter]: typed(`${extension}.PerRouteConfig`, { requirement_name: requirement }) };
  const { lua } = context.needs;
  const hide = hiding(policy, context);
  const identities = known.map(
    ({ identity, credential, jwk }): Way => ({
      guard: [{ name: headers.get(jwk) ?? '', string_match: { exact: credential.key } }],
      identity,
      hide,
    }),
  );
  const failing = (failure: string, guard: readonly HeaderMatcher[]): Way => ({ guard, failure, hide });
  const said = Object.entries(problems).map(([word, words]) =>
    failing(words, [{ name: problemHeader, string_match: { exact: word } }]),
  );
  const challenge = { scheme: 'Bearer', realm: policy.realm };
  if (!lua)
    return {
      challenge,
      filters,
      ways: [
        ...identities,
        ...sentMatchers(policy).map((guard) => failing('failed to verify jwt', [guard])),
        failing('Missing JWT token in request', []),
      ],
      differences: [{ code: 'ENV042', verdict: 'approximated', when: any(sent(policy)) }, ...kept(policy)],
    };
  for (const header of [problemHeader, tokenHeader]) context.needs.removedEarly.add(header);
  const graces = known.map(({ credential }) => [credential.key, credential.grace] as const);
  return {
    challenge,
    filters: { ...script('jwt', tokenScript(policy, graces), true, context.needs), ...filters },
    ways: [...identities, ...said, failing('failed to verify jwt', [])],
    differences: [],
  };
};

export const authenticateByJwt = authenticating(byJwt);

function hiding(policy: AuthenticateByJwt, { needs }: PolicyContext): Hiding {
  if (!policy.hideCredentials) return {};
  return needs.lua ? { filters: hiddenToken(policy, needs) } : { requestMutations: [{ remove: policy.header }] };
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

/** Without Lua a token in the query stays there. */
const kept = (policy: AuthenticateByJwt): readonly Difference[] =>
  policy.hideCredentials
    ? [
        {
          code: 'ENV039',
          params: { parameter: policy.parameter },
          verdict: 'approximated',
          when: any(sent(policy).slice(1)),
        },
      ]
    : [];

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
    provider(policy, jwk, header, needs.lua),
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

function provider(policy: AuthenticateByJwt, jwk: string, header: string, lua: boolean): JsonObject {
  const places: JsonObject = lua
    ? { from_headers: [{ name: tokenHeader }], clock_skew_seconds: mostSeconds }
    : {
        from_headers: [{ name: policy.header, value_prefix: 'Bearer ' }],
        from_params: [policy.parameter],
        from_cookies: [policy.cookie],
        clock_skew_seconds: 1,
        require_expiration: policy.claimsToVerify.includes('exp') ? true : undefined,
      };
  return {
    local_jwks: { inline_string: `{"keys":[${jwk}]}` },
    ...places,
    forward: true,
    claim_to_headers: [{ header_name: header, claim_name: policy.keyClaim }],
    clear_route_cache: true,
  };
}

/** The longest skew that Envoy knows: times have been checked already. */
const mostSeconds = 4_294_967_295;

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
