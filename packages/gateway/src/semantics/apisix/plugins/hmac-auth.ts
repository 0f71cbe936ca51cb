import { createHash, createHmac } from 'node:crypto';
import type { Consumer } from '../consumers.ts';
import { type Context, read, setRequestHeader } from '../context.ts';
import { isList, luaText, numberOf, type Table, textOf, textsOf } from '../lua/value.ts';
import { firstHeader } from '../request/headers.ts';
import { conclude, type Found } from './authenticate.ts';
import { decodeBase64 } from './base64.ts';
import type { Exit, Plugin } from './plugin.ts';

const hashes: Readonly<Record<string, string>> = {
  'hmac-sha1': 'sha1',
  'hmac-sha256': 'sha256',
  'hmac-sha512': 'sha512',
};

/** HTTP signatures (plugins/hmac-auth.lua). A listed header that the request lacks is left out of the signed text. */
export const hmacAuth: Plugin = {
  name: 'hmac-auth',
  priority: 2530,
  auth: true,
  compile(conf) {
    const challenge = { scheme: 'hmac', realm: textOf(conf['realm']) ?? 'hmac' };
    return {
      rewrite(context) {
        const found = find(context, conf);
        if ('status' in found) return found;
        const exit = conclude(context, conf, found, challenge);
        if (exit === undefined && conf['hide_credentials'] === true)
          setRequestHeader(context, 'Authorization', undefined);
        return exit;
      },
    };
  },
};

interface Fields {
  readonly keyId?: string;
  readonly algorithm?: string;
  readonly signature?: string;
  readonly headers?: string;
}

function find(context: Context, conf: Table): Found | Exit {
  const sent = firstHeader(context.exchange.headers, 'authorization');
  const generic = "client request can't be validated";
  if (sent === undefined) return { failure: `${generic}: missing Authorization header` };
  if (!sent.startsWith('Signature'))
    return { failure: `${generic}: Authorization header does not start with 'Signature'` };
  const fields: Fields = Object.fromEntries(
    sent
      .slice(9)
      .split(',')
      .flatMap((part) => {
        const found = /\s*([A-Za-z0-9]+)="(.*?)"/.exec(part);
        return found === null ? [] : [[found[1] ?? '', found[2] ?? '']];
      }),
  );
  const consumer = verified(context, conf, fields);
  if (consumer === undefined) return { failure: generic };
  return bodyProblem(context, conf, generic) ?? { consumer };
}

function verified(context: Context, conf: Table, fields: Fields): Consumer | undefined {
  const { keyId, algorithm, signature } = fields;
  if (keyId === undefined || signature === undefined || algorithm === undefined) return undefined;
  const consumer = context.gateway.consumers.find('hmac-auth', 'key_id', keyId);
  const hash = hashes[algorithm];
  const allowed = isList(conf['allowed_algorithms']) ? textsOf(conf['allowed_algorithms']) : Object.keys(hashes);
  if (consumer === undefined || hash === undefined || !allowed.includes(algorithm)) return undefined;
  if (!timely(context, numberOf(conf['clock_skew']) ?? 300)) return undefined;
  const signed = fields.headers === undefined ? [] : fields.headers.split(' ');
  const needed = isList(conf['signed_headers']) ? textsOf(conf['signed_headers']) : ['date'];
  if (!needed.every((name) => signed.includes(name))) return undefined;
  const lines = [keyId, ...signed.flatMap((name) => line(context, name))];
  const secret = Buffer.from(textOf(consumer.auth['secret_key']) ?? '', 'latin1');
  const own = createHmac(hash, secret)
    .update(Buffer.from(`${lines.join('\n')}\n`, 'latin1'))
    .digest();
  return decodeBase64(signature) === own.toString('latin1') ? consumer : undefined;
}

function line(context: Context, name: string): readonly string[] {
  const value = firstHeader(context.exchange.headers, name.toLowerCase());
  if (value !== undefined) return [`${name}: ${value}`];
  return name === '@request-target' ? [`${context.exchange.method} ${luaText(read(context, 'request_uri'))}`] : [];
}

function timely(context: Context, skew: number): boolean {
  const date = firstHeader(context.exchange.headers, 'date');
  const time = date === undefined || !date.endsWith('GMT') ? Number.NaN : Date.parse(date);
  return Math.abs(Math.floor(context.exchange.now / 1000) - time / 1000) <= skew;
}

function bodyProblem(context: Context, conf: Table, generic: string): Found | Exit | undefined {
  if (conf['validate_request_body'] !== true) return undefined;
  const digest = firstHeader(context.exchange.headers, 'digest');
  if (digest === undefined) return { failure: generic };
  const body = context.exchange.body ?? '';
  const limit = numberOf(conf['max_req_body_size']) ?? 67_108_864;
  if (body.length > limit) {
    const message = `request size ${body.length} is greater than the maximum size ${limit} allowed`;
    return { status: 413, body: { message } };
  }
  const own = createHash('sha256').update(Buffer.from(body, 'latin1')).digest('base64');
  return digest === `SHA-256=${own}` ? undefined : { failure: generic };
}
