/** key-auth: a key in a header, else in a query parameter (`apisix/plugins/key-auth.lua`). */
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import { boolean, objectOf, text } from '../schema/shape.ts';
import { textOf } from '../typed.ts';
import { booleanField, textField } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';
import { realm } from './realm.ts';

const shape = objectOf({
  header: text(),
  query: text(),
  realm,
  hide_credentials: boolean,
  anonymous_consumer: text({ min: 1 }),
});

function read(use: Use): readonly Policy[] {
  const { node } = use;
  return [
    {
      kind: 'authenticate-by-key',
      origin: use.name,
      sources: [node],
      header: textField(node, 'header', 'apikey'),
      parameter: textField(node, 'query', 'apikey'),
      hideCredentials: booleanField(node, 'hide_credentials', false),
      realm: textField(node, 'realm', 'key'),
      anonymous: textOf(child(node, 'anonymous_consumer')),
    },
  ];
}

export const keyAuth: PluginReader = {
  name: 'key-auth',
  shape,
  credentialShape: objectOf({ key: text() }, { required: ['key'] }),
  read,
};
