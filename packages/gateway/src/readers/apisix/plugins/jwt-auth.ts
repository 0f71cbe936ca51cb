/** jwt-auth: a token in a header, query parameter or cookie, whose claim names the consumer (`apisix/plugins/jwt-auth.lua`). */
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import type { Shape } from '../schema/shape.ts';
import { boolean, both, choice, integer, listOf, objectOf, text, unique, violation } from '../schema/shape.ts';
import { textOf } from '../typed.ts';
import { authenticationFields, booleanField, textField, textsField } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';
import { realm } from './realm.ts';

const shape = objectOf({
  header: text(),
  query: text(),
  cookie: text(),
  hide_credentials: boolean,
  key_claim_name: text({ min: 1 }),
  store_in_ctx: boolean,
  realm,
  anonymous_consumer: text({ min: 1 }),
  claims_to_verify: unique(listOf(choice('exp', 'nbf'))),
});

const algorithms = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'EdDSA',
];

const reference = /^\$(secret|env|ENV):\/\//;

/** Which secret an algorithm needs. */
const secretOfAlgorithm: Shape = (node) => {
  const hashed = textField(node, 'algorithm', 'HS256').startsWith('HS');
  const secret = child(node, 'secret');
  if (hashed && secret === undefined) return violation(node, 'missing', 'secret');
  if (!hashed && child(node, 'public_key') === undefined) return violation(node, 'missing', 'public_key');
  const encoded = textOf(secret) ?? '';
  if (secret === undefined || !booleanField(node, 'base64_secret', false) || reference.test(encoded)) return undefined;
  return /^[A-Za-z0-9+/]*={0,2}$/.test(encoded) ? undefined : violation(secret, 'pattern', 'base64');
};

const credentialShape = both(
  objectOf(
    {
      key: text({ min: 1 }),
      secret: text({ min: 1 }),
      public_key: text({ min: 1 }),
      algorithm: choice(...algorithms),
      exp: integer({ min: 1 }),
      base64_secret: boolean,
      lifetime_grace_period: integer({ min: 0 }),
    },
    { required: ['key'] },
  ),
  secretOfAlgorithm,
);

function read(use: Use): readonly Policy[] {
  const { node } = use;
  return [
    {
      kind: 'authenticate-by-jwt',
      ...authenticationFields(use, 'jwt'),
      header: textField(node, 'header', 'authorization'),
      parameter: textField(node, 'query', 'jwt'),
      cookie: textField(node, 'cookie', 'jwt'),
      keyClaim: textField(node, 'key_claim_name', 'key'),
      claimsToVerify: textsField(node, 'claims_to_verify'),
    },
  ];
}

export const jwtAuth: PluginReader = { name: 'jwt-auth', shape, credentialShape, read };
