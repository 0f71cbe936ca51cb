/**
 * hmac-auth (apisix/plugins/hmac-auth.lua; observed: hmac-auth vectors). Envoy has no filter for signatures with shared secrets, so
 * Lua verifies them and names the key; each key is a route. Without Lua the route is closed.
 */
import type { AuthenticateBySignature } from '../../../model/policy.ts';
import type { HeaderMatcher } from '../config.ts';
import { script } from '../lua/script.ts';
import { signatureScript, signedHeader } from '../lua/signature.ts';
import { type Authenticates, authenticating, mostKeys, secretRefused, tooMany, type Way } from './authentication.ts';

export const bySignature: Authenticates<AuthenticateBySignature> = (policy, context) => {
  const keys = context.model.consumers.flatMap((consumer) =>
    consumer.credentials.flatMap((one) =>
      one.kind === 'signature'
        ? [{ identity: { consumer, credential: one.identifier }, key: one.key, secret: one.secret }]
        : [],
    ),
  );
  if (!context.needs.lua)
    return { code: 'ENV072', params: { plugin: policy.origin }, verdict: 'unsupported', when: { always: true } };
  if (keys.length > mostKeys) return tooMany(keys.length);
  if (keys.length > 0 && context.options.secrets === 'refuse') return secretRefused(policy.origin);
  context.needs.secrets ||= keys.length > 0;
  context.needs.removedEarly.add(signedHeader);
  const generic = "client request can't be validated";
  const hide = policy.hideCredentials ? { requestMutations: [{ remove: 'Authorization' }] } : {};
  const failing = (failure: string, guard: readonly HeaderMatcher[]): Way => ({ guard, failure, hide });
  const source = signatureScript(
    policy,
    keys.map(({ key, secret }) => [key, secret]),
  );
  return {
    challenge: { scheme: 'hmac', realm: policy.realm },
    filters: script('signature', source, true, context.needs),
    ways: [
      ...keys.map(
        ({ identity, key }): Way => ({ guard: [{ name: signedHeader, string_match: { exact: key } }], identity, hide }),
      ),
      failing(generic, [{ name: 'authorization', string_match: { prefix: 'Signature' } }]),
      failing(`${generic}: Authorization header does not start with 'Signature'`, [
        { name: 'authorization', present_match: true },
      ]),
      failing(`${generic}: missing Authorization header`, []),
    ],
    differences: [],
  };
};

export const authenticateBySignature = authenticating(bySignature);
