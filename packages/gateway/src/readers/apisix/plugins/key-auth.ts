/** key-auth: a key in a header, else in a query parameter (`apisix/plugins/key-auth.lua`). */
import type { Policy } from '../../../model/policy.ts';
import { boolean, objectOf, text } from '../schema/shape.ts';
import { authenticationFields, textField } from './fields.ts';
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
      ...authenticationFields(use, 'key'),
      header: textField(node, 'header', 'apikey'),
      parameter: textField(node, 'query', 'apikey'),
    },
  ];
}

export const keyAuth: PluginReader = {
  name: 'key-auth',
  shape,
  credentialShape: objectOf({ key: text() }, { required: ['key'] }),
  read,
};
