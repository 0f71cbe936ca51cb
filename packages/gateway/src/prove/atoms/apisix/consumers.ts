/** Credentials of the consumers of APISIX, for a plugin that asks for them. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { createHmac } from 'node:crypto';
import { headerOf, withHeader } from '../../edit.ts';
import type { Carrier, Credential } from '../atoms.ts';
import { keyCredential, passwordCredential, tokenCredentials } from '../credential.ts';
import { listOf, type Table, tableOf, textOf, textsOf } from '../table.ts';

/** Configurations of one authentication plugin, with the name of the consumer. */
interface Holder {
  readonly name: string;
  readonly conf: Table;
}

/** At most so many of one kind: they are alike. */
const most = 4;

export function holdersOf(root: Table, plugin: string): readonly Holder[] {
  return listOf(root['consumers']).flatMap((value) => {
    const object = tableOf(value);
    const conf = tableOf(tableOf(object?.['plugins'])?.[plugin]);
    const name = textOf(object?.['username']) ?? /^([^/]+)\/credentials\//.exec(textOf(object?.['id']) ?? '')?.[1];
    return conf === undefined || name === undefined ? [] : [{ name, conf }];
  });
}

const usual = (conf: Table, names: Readonly<Record<Carrier['on'], string | undefined>>): readonly Carrier[] =>
  (['header', 'query', 'cookie'] as const).flatMap((on) => {
    const name = textOf(conf[on]) ?? names[on];
    return name === undefined ? [] : [{ on, name }];
  });

type Maker = (conf: Table, holder: Holder) => readonly Credential[];

const makers: Readonly<Record<string, Maker>> = {
  'key-auth': (conf, { name, conf: own }) =>
    keyCredential(
      `key of ${name}`,
      usual(conf, { header: 'apikey', query: 'apikey', cookie: undefined }),
      textOf(own['key']) ?? '',
    ),
  'basic-auth': (_conf, { name, conf: own }) => [
    passwordCredential(`password of ${name}`, textOf(own['username']) ?? '', textOf(own['password']) ?? ''),
  ],
  'jwt-auth'(conf, { name, conf: own }) {
    const secret = textOf(own['secret']) ?? '';
    return tokenCredentials(`token of ${name}`, {
      carriers: usual(conf, { header: 'authorization', query: 'jwt', cookie: 'jwt' }),
      algorithm: textOf(own['algorithm']) ?? 'HS256',
      secret: Buffer.from(secret, own['base64_secret'] === true ? 'base64' : 'utf8'),
      claims: { [textOf(conf['key_claim_name']) ?? 'key']: own['key'] },
    });
  },
  'hmac-auth': (conf, { name, conf: own }) => [signatureCredential(name, conf, own)],
};

/** Credentials that the plugin takes; those of the first consumers, and every consumer's that a restriction names. */
export function credentialsFor(
  plugin: string,
  conf: Table,
  root: Table,
  named: ReadonlySet<string>,
): readonly Credential[] {
  if (plugin === 'multi-auth')
    return listOf(conf['auth_plugins']).flatMap((one) =>
      Object.entries(tableOf(one) ?? {}).flatMap(([inner, value]) =>
        credentialsFor(inner, tableOf(value) ?? {}, root, named),
      ),
    );
  const maker = makers[plugin];
  if (maker === undefined) return [];
  const holders = holdersOf(root, plugin);
  return holders.filter(({ name }, index) => index < most || named.has(name)).flatMap((holder) => maker(conf, holder));
}

/** A signature over what is sent (plugins/hmac-auth.lua). */
function signatureCredential(name: string, conf: Table, own: Table): Credential {
  const names = textsOf(conf['signed_headers']);
  const signed = names.length === 0 ? ['@request-target', 'date'] : names;
  const keyId = textOf(own['key_id']) ?? '';
  const secret = textOf(own['secret_key']) ?? '';
  const sign =
    (key: string, id: string) =>
    (request: GatewayRequest): GatewayRequest => {
      const dated = headerOf(request, 'date') === undefined ? withHeader(request, 'date', moment) : request;
      const lines = signed.flatMap((header) => {
        if (header === '@request-target') return [`${dated.method} ${dated.path}`];
        const value = headerOf(dated, header);
        return value === undefined ? [] : [`${header}: ${value}`];
      });
      const text = `${[id, ...lines].join('\n')}\n`;
      const signature = createHmac('sha256', key).update(text).digest('base64');
      const fields = { keyId: id, algorithm: 'hmac-sha256', headers: signed.join(' '), signature };
      const value = Object.entries(fields)
        .map(([field, one]) => `${field}="${one}"`)
        .join(',');
      return withHeader(dated, 'authorization', `Signature ${value}`);
    };
  return {
    label: `signature of ${name}`,
    kind: 'signature',
    way: 'header authorization signature',
    secrets: [secret],
    show: sign(secret, keyId),
    wrong: [
      sign(`${secret}x`, keyId),
      sign(secret, `${keyId}x`),
      (request) => withHeader(request, 'authorization', 'Signature x'),
    ],
  };
}

/** The moment at which witnesses begin; signatures are dated by it. */
const moment = 'Thu, 01 Jan 2026 00:00:00 GMT';
