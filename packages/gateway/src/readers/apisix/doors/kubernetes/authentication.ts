/** `authentication` of a rule as the plugin of that kind; any other word is basic-auth (`apisixroute.go`). */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import { booleanOf, textOf } from '../../typed.ts';
import type { Translation } from './translation.ts';
import { mark } from './translation.ts';

const plugins: Readonly<Record<string, readonly [plugin: string, section?: string]>> = {
  keyAuth: ['key-auth', 'keyAuth'],
  basicAuth: ['basic-auth'],
  wolfRBAC: ['wolf-rbac'],
  jwtAuth: ['jwt-auth', 'jwtAuth'],
  hmacAuth: ['hmac-auth'],
  ldapAuth: ['ldap-auth', 'ldapAuth'],
};

export function authenticationOf(
  translation: Translation,
  node: Node | undefined,
): readonly (readonly [string, Node])[] {
  if (node === undefined) return [];
  const enable = child(node, 'enable');
  if (booleanOf(enable) !== true) {
    mark(translation, node, 'ignored', 'APX015');
    return [];
  }
  const type = child(node, 'type');
  const word = textOf(type) ?? '';
  const [plugin, section] = (Object.hasOwn(plugins, word) ? plugins[word] : undefined) ?? ['basic-auth'];
  mark(translation, enable, 'exact');
  mark(translation, type, 'exact');
  for (const [name, other] of node.kind === 'object' ? node.entries : []) {
    if (!['enable', 'type', section].includes(name)) mark(translation, other, 'ignored', 'APX015');
  }
  const config = section === undefined ? undefined : child(node, section);
  return [[plugin, config ?? translation.make.object(node, [], [type ?? node])]];
}
