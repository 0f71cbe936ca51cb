/**
 * Secrets lie encrypted in etcd: AES in CBC mode with a key of the keyring as its own initialization vector, in base64
 * (`apisix/core/data_encryption.lua`; `encrypt_fields` of `apisix/plugins/*.lua`; `apisix/ssl.lua`). What no key opens is taken
 * as it stands, as APISIX does.
 */
import { createDecipheriv } from 'node:crypto';
import type { Node, ObjectNode } from '@banyan/core/document/node.ts';
import { child, isObject } from '@banyan/core/document/values.ts';
import type { Kind } from '../objects.ts';
import { booleanOf, itemsOf, textOf } from '../typed.ts';
import type { Opening } from './door.ts';
import { maker } from './make.ts';

const defaultKeyring = ['qeddd145sfvddff3', 'edd1c9f0985e76a2'];

/** Paths of encrypted fields by plugin. */
const fields: Readonly<Record<string, readonly string[]>> = {
  'ai-aliyun-content-moderation': ['access_key_secret'],
  'authz-casdoor': ['client_secret'],
  'authz-keycloak': ['client_secret'],
  'aws-lambda': ['authorization.apikey', 'authorization.iam.secretkey'],
  'azure-functions': ['authorization.apikey'],
  'basic-auth': ['password'],
  'cas-auth': ['cookie.secret'],
  'clickhouse-logger': ['password'],
  csrf: ['key'],
  'elasticsearch-logger': ['auth.password'],
  'google-cloud-logging': ['auth_config.private_key'],
  'hmac-auth': ['secret_key'],
  'http-logger': ['auth_header'],
  'jwe-decrypt': ['key', 'secret'],
  'jwt-auth': ['secret'],
  'kafka-proxy': ['sasl.password'],
  'key-auth': ['key'],
  'ldap-auth-advanced': ['ldap_password'],
  'limit-conn': ['redis_password'],
  'limit-count': ['redis_password', 'sentinel_password'],
  'limit-req': ['redis_password'],
  loggly: ['customer_token'],
  openfunction: ['authorization.service_token'],
  'openid-connect': ['client_secret', 'client_rsa_private_key'],
  openwhisk: ['service_token'],
  'rocketmq-logger': ['secret_key'],
  'saml-auth': ['sp_private_key', 'secret'],
  'sls-logger': ['access_key_secret'],
  'splunk-hec-logging': ['endpoint.token'],
  'tencent-cloud-cls': ['secret_key'],
};

function decrypted(text: string, keyring: readonly string[]): string | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  for (const key of keyring) {
    try {
      const cipher = createDecipheriv(key.length === 32 ? 'aes-256-cbc' : 'aes-128-cbc', key, key.slice(0, 16));
      const bytes = Buffer.concat([cipher.update(Buffer.from(text, 'base64')), cipher.final()]);
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      // Another key of the ring may open it.
    }
  }
  return undefined;
}

function keyringOf({ config, ledger }: Opening): readonly string[] {
  const encryption = child(child(config, 'apisix'), 'data_encryption');
  if (encryption !== undefined) {
    ledger.mark(encryption, 'exact');
    ledger.conceal(encryption);
  }
  const ring = child(encryption, 'keyring');
  const keys = ring === undefined ? undefined : [ring, ...itemsOf(ring)].flatMap((node) => textOf(node) ?? []);
  return keys ?? defaultKeyring;
}

/** Hands out objects of the store with their secrets opened. */
export function decryption(opening: Opening): (kind: Kind, node: Node) => Node {
  const keyring = keyringOf(opening);
  const enabled =
    booleanOf(child(child(child(opening.config, 'apisix'), 'data_encryption'), 'enable_encrypt_fields')) !== false;
  const make = maker(opening.ledger);
  const replaced = (node: ObjectNode, key: string, by: Node): ObjectNode =>
    make.object(node, new Map(node.entries).set(key, by));
  const open = (node: Node): Node => {
    const text = textOf(node);
    const plain = text === undefined ? undefined : decrypted(text, keyring);
    if (plain === undefined) return node;
    opening.ledger.conceal(node);
    return make.value(node, plain);
  };
  const at = (node: Node, [step = '', ...rest]: readonly string[]): Node => {
    const inner = child(node, step);
    if (inner === undefined || !isObject(node)) return node;
    const opened = rest.length === 0 ? open(inner) : at(inner, rest);
    return opened === inner ? node : replaced(node, step, opened);
  };
  const plugins = (node: Node): Node => {
    let all = child(node, 'plugins');
    for (const [name, plugin] of isObject(all) && enabled ? all.entries : []) {
      const opened = (fields[name] ?? []).reduce((known, path) => at(known, path.split('.')), plugin);
      if (opened !== plugin && isObject(all)) all = replaced(all, name, opened);
    }
    return all === undefined || all === child(node, 'plugins') || !isObject(node)
      ? node
      : replaced(node, 'plugins', all);
  };
  return (kind, node) => {
    if (kind !== 'ssls') return plugins(node);
    const keys = child(node, 'keys');
    const single = at(node, ['key']);
    if (keys?.kind !== 'list' || !isObject(single)) return single;
    return replaced(single, 'keys', make.list(keys, keys.items.map(open)));
  };
}
