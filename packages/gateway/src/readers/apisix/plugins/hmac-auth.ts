/** hmac-auth: a signature over chosen headers with the consumer's secret (`apisix/plugins/hmac-auth.lua`). */
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import { boolean, choice, integer, listOf, objectOf, text } from '../schema/shape.ts';
import { authenticationFields, booleanField, numberField, textsField } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';
import { realm } from './realm.ts';

const algorithms = ['hmac-sha1', 'hmac-sha256', 'hmac-sha512'];

const shape = objectOf({
  allowed_algorithms: listOf(choice(...algorithms), { min: 1 }),
  clock_skew: integer({ min: 1 }),
  signed_headers: listOf(text({ min: 1, max: 50 })),
  validate_request_body: boolean,
  max_req_body_size: integer({ min: 1 }),
  hide_credentials: boolean,
  realm,
  anonymous_consumer: text({ min: 1 }),
});

function read(use: Use): readonly Policy[] {
  const { node } = use;
  const listed = (name: string, fallback: readonly string[]): readonly string[] =>
    child(node, name) === undefined ? fallback : textsField(node, name);
  return [
    {
      kind: 'authenticate-by-signature',
      ...authenticationFields(use, 'hmac'),
      algorithms: listed('allowed_algorithms', algorithms),
      clockSkew: numberField(node, 'clock_skew', 300),
      signedHeaders: listed('signed_headers', ['date']),
      validateBody: booleanField(node, 'validate_request_body', false),
      mostBody: numberField(node, 'max_req_body_size', 67_108_864),
    },
  ];
}

export const hmacAuth: PluginReader = {
  name: 'hmac-auth',
  shape,
  credentialShape: objectOf(
    { key_id: text({ min: 1, max: 256 }), secret_key: text({ min: 1, max: 256 }) },
    { required: ['key_id', 'secret_key'] },
  ),
  read,
};
