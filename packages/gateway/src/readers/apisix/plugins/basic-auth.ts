/** basic-auth: user and password in the Authorization header (`apisix/plugins/basic-auth.lua`). */
import type { Policy } from '../../../model/policy.ts';
import { boolean, objectOf, text } from '../schema/shape.ts';
import { authenticationFields } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';
import { realm } from './realm.ts';

const shape = objectOf({ hide_credentials: boolean, realm, anonymous_consumer: text({ min: 1 }) });

const read = (use: Use): readonly Policy[] => [
  { kind: 'authenticate-by-password', ...authenticationFields(use, 'basic') },
];

export const basicAuth: PluginReader = {
  name: 'basic-auth',
  shape,
  credentialShape: objectOf({ username: text(), password: text() }, { required: ['username', 'password'] }),
  read,
};
