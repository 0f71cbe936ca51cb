/** Which plugins identify consumers, and what their credentials are (`apisix/plugins/*-auth.lua`: type = "auth"). */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Credential } from '../../../model/model.ts';
import type { Environment } from '../environment.ts';
import { secretOf } from '../reference.ts';
import { booleanField, numberField, textField } from './fields.ts';

type ReadCredential = (environment: Environment, node: Node) => Credential | undefined;

const others = ['ldap-auth', 'ldap-auth-advanced', 'jwe-decrypt', 'wolf-rbac'];

function key(environment: Environment, node: Node): Credential | undefined {
  const value = secretOf(environment, child(node, 'key'));
  return value === undefined ? undefined : { kind: 'key', key: value, sources: [node] };
}

function password(environment: Environment, node: Node): Credential | undefined {
  const user = secretOf(environment, child(node, 'username'));
  const value = secretOf(environment, child(node, 'password'));
  if (user === undefined || value === undefined) return undefined;
  return { kind: 'password', user, password: value, sources: [node] };
}

function signature(environment: Environment, node: Node): Credential | undefined {
  const name = secretOf(environment, child(node, 'key_id'));
  const secret = secretOf(environment, child(node, 'secret_key'));
  if (name === undefined || secret === undefined) return undefined;
  return { kind: 'signature', key: name, secret, sources: [node] };
}

function jwt(environment: Environment, node: Node): Credential | undefined {
  const name = secretOf(environment, child(node, 'key'));
  const algorithm = textField(node, 'algorithm', 'HS256');
  const hashed = algorithm.startsWith('HS');
  const value = secretOf(environment, child(node, hashed ? 'secret' : 'public_key'));
  if (name === undefined || value === undefined) return undefined;
  const encoding = booleanField(node, 'base64_secret', false) ? 'base64' : 'utf8';
  const secret = hashed ? Buffer.from(value, encoding) : { publicKey: value };
  const grace = numberField(node, 'lifetime_grace_period', 0);
  return { kind: 'jwt', key: name, algorithm, secret, grace, sources: [node] };
}

/** By plugin; undefined from a reader when a value is kept where nobody can look it up. */
export const credentialReaders: ReadonlyMap<string, ReadCredential> = new Map([
  ['key-auth', key],
  ['basic-auth', password],
  ['hmac-auth', signature],
  ['jwt-auth', jwt],
]);

/** Whether a plugin inside a consumer is a credential instead of something that acts. */
export const isAuthentication = (plugin: string): boolean => credentialReaders.has(plugin) || others.includes(plugin);
