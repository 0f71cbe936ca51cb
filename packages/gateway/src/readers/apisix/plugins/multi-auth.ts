/** multi-auth: one authentication after another until one succeeds (`apisix/plugins/multi-auth.lua`). */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { AuthenticateByAny, Policy } from '../../../model/policy.ts';
import type { Reading } from '../context.ts';
import type { Shape } from '../schema/shape.ts';
import { anything, listOf, mapOf, objectOf, violation } from '../schema/shape.ts';
import { itemsOf } from '../typed.ts';
import { basicAuth } from './basic-auth.ts';
import { hmacAuth } from './hmac-auth.ts';
import { jwtAuth } from './jwt-auth.ts';
import { keyAuth } from './key-auth.ts';
import type { PluginReader, Use } from './reader.ts';

const known: ReadonlyMap<string, PluginReader> = new Map(
  [keyAuth, basicAuth, jwtAuth, hmacAuth].map((reader) => [reader.name, reader]),
);
/** Authentications that APISIX has and the model has no word for. */
const others = [
  'ldap-auth',
  'ldap-auth-advanced',
  'jwe-decrypt',
  'wolf-rbac',
  'openid-connect',
  'cas-auth',
  'saml-auth',
];

/** `{plugin: configuration}`, each of them an authentication. */
const method: Shape = (node) => {
  const found = mapOf(mapOf(anything))(node);
  if (found !== undefined || node.kind !== 'object') return found;
  for (const [name, configuration] of node.entries) {
    const reader = known.get(name);
    if (reader === undefined && !others.includes(name)) return violation(configuration, 'unknown', name);
    const wrong = reader?.shape(configuration);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
};

const shape = objectOf({ auth_plugins: listOf(method, { min: 2 }) }, { required: ['auth_plugins'] });

const isMethod = (policy: Policy): policy is AuthenticateByAny['methods'][number] =>
  policy.kind === 'unmapped' || (policy.kind.startsWith('authenticate-') && policy.kind !== 'authenticate-by-any');

function methodOf(use: Use, name: string, node: Node, reading: Reading): AuthenticateByAny['methods'] {
  const read = known.get(name)?.read({ ...use, name, node }, reading);
  return (read ?? [{ kind: 'unmapped' as const, origin: name, protects: true, sources: [node] }]).filter(isMethod);
}

function read(use: Use, reading: Reading): readonly Policy[] {
  const methods = itemsOf(child(use.node, 'auth_plugins')).flatMap((item) =>
    item.kind === 'object'
      ? Array.from(item.entries).flatMap(([name, node]) => methodOf(use, name, node, reading))
      : [],
  );
  return [{ kind: 'authenticate-by-any', origin: use.name, sources: [use.node], methods }];
}

export const multiAuth: PluginReader = { name: 'multi-auth', shape, read };
