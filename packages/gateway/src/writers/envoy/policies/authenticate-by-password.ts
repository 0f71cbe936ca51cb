/**
 * basic-auth (apisix/plugins/basic-auth.lua; observed: basic-auth, env-secrets vectors). Each user is a route of its own, which
 * looks for what encodes user and password. A password ends at its first colon, so one with a colon never matches; white
 * space is taken out of what was sent, so one with white space does not either. Requests that carry such white space are
 * refused here, and said.
 */
import { all, type Condition } from '@banyan/core/condition/condition.ts';
import type { AuthenticateByPassword } from '../../../model/policy.ts';
import { type HeaderMatcher, regex } from '../config.ts';
import { decodable, decodingTo, decodingToBegin, decodingToContain } from '../language/base64.ts';
import {
  type Authenticates,
  authenticating,
  type Hiding,
  mostKeys,
  secretRefused,
  tooMany,
  type Way,
} from './authentication.ts';
import type { Difference } from './variant.ts';

export const byPassword: Authenticates<AuthenticateByPassword> = (policy, context) => {
  const users = context.model.consumers.flatMap((consumer) =>
    consumer.credentials.flatMap((one) =>
      one.kind === 'password' && usable(one.user, one.password)
        ? [{ identity: { consumer, credential: one.identifier }, text: Buffer.from(`${one.user}:${one.password}`) }]
        : [],
    ),
  );
  if (users.length > mostKeys) return tooMany(users.length);
  if (users.length > 0 && context.options.secrets === 'refuse') return secretRefused(policy.origin);
  context.needs.secrets ||= users.length > 0;
  const hide: Hiding = policy.hideCredentials ? { requestMutations: [{ remove: 'Authorization' }] } : {};
  const failing = (failure: string, guard: readonly HeaderMatcher[]): Way => ({ guard, failure, hide });
  return {
    challenge: { scheme: 'Basic', realm: policy.realm },
    ways: [
      ...users.map(({ identity, text }): Way => ({ guard: [sends(text)], identity, hide })),
      failing('Missing authorization in request', [{ name: 'authorization', present_match: true, invert_match: true }]),
      failing('Invalid user authorization', [header(pair)]),
      failing('Invalid authorization in request', []),
    ],
    differences: users.length === 0 ? [] : [blanks],
  };
};

export const authenticateByPassword = authenticating(byPassword);

/** Whether a request could ever show them. */
const usable = (user: string, password: string): boolean =>
  password !== '' && !/[\s:]/.test(password) && !/[\s:]/.test(user);

/**
 * `(?i:basic)\s(.+)`, whose first occurrence counts wherever it stands: in front of it the word does not occur. The
 * letters are those of one word without repetition, so that a part of it begins anew with the next `b` only.
 */
const begun = 'b(?:b|ab|asb|asib|asicb)*';
const blank = '[\\t\\n\\x0B\\f\\r ]';
const elsewhere = '[^ba]|a[^bs]|as[^bi]|asi[^bc]|asic[^b\\t\\n\\x0B\\f\\r ]';
const scheme = `(?i:(?:[^b]|${begun}(?:${elsewhere}))*${begun}asic)${blank}`;

const header = (encoded: string): HeaderMatcher => ({
  name: 'authorization',
  string_match: regex(`${scheme}(?:${encoded})`),
});

/** What decodes to these credentials, or to them and a colon with anything behind. */
const sends = (text: Uint8Array): HeaderMatcher =>
  header(`${decodingTo(text)}|${decodingToBegin(Buffer.concat([text, Buffer.from(':')]))}`);

const colon = 0x3a;
/** A colon with something behind it. */
const pair = decodingToContain([colon], 1);

const whiteSpace = [0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d];
const sent = (matches: string): Condition => ({ subject: 'header:authorization', matches });

const blanks: Difference = {
  code: 'ENV071',
  verdict: 'approximated',
  when: all([
    sent(`^${scheme}(?:${decodable})$`),
    sent(`^${scheme}(?:${pair})$`),
    sent(`^${scheme}(?:${decodingToContain(whiteSpace, 0)})$`),
  ]),
};
