import { createHash } from 'node:crypto';
import { addResponseHeader, type Context, read } from '../context.ts';
import { numberText } from '../lua/number.ts';
import { isTable, numberOf, type Table, textOf } from '../lua/value.ts';
import { parseJson } from '../request/body.ts';
import { firstHeader } from '../request/headers.ts';
import { decodeBase64 } from './base64.ts';
import type { Exit, Plugin } from './plugin.ts';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A token that must come in a header and a cookie alike (plugins/csrf.lua). Every answer brings a new one. */
export const csrf: Plugin = {
  name: 'csrf',
  priority: 2980,
  compile(conf, { gateway }) {
    const name = textOf(conf['name']) ?? 'apisix-csrf-token';
    const expires = numberOf(conf['expires']) ?? 7200;
    return {
      access: (context) => check(context, conf, name, expires),
      header(context) {
        const now = Math.floor(context.exchange.now / 1000);
        const random = gateway.random();
        const token = { random, expires: now, sign: sign(random, now, textOf(conf['key']) ?? '') };
        const cookie = Buffer.from(JSON.stringify(token)).toString('base64');
        const date = new Date((now + expires) * 1000).toUTCString().replace(/(\d\d) (\w{3}) \d\d(\d\d)/, '$1-$2-$3');
        addResponseHeader(context, 'Set-Cookie', `${name}=${cookie};path=/;SameSite=Lax;Expires=${date}`);
      },
    };
  },
};

function check(context: Context, conf: Table, name: string, expires: number): Exit | undefined {
  if (safe.has(context.exchange.method)) return undefined;
  const refuse = (message: string): Exit => ({ status: 401, body: { error_msg: message } });
  const header = firstHeader(context.exchange.headers, name.toLowerCase());
  if (header === undefined || header === '') return refuse('no csrf token in headers');
  const cookie = read(context, `cookie_${name}`);
  if (typeof cookie !== 'string') return refuse('no csrf cookie');
  if (header !== cookie) return refuse('csrf token mismatch');
  const good = verify(cookie, textOf(conf['key']) ?? '', expires, Math.floor(context.exchange.now / 1000));
  return good ? undefined : refuse('Failed to verify the csrf token signature');
}

function verify(token: string, key: string, expires: number, now: number): boolean {
  const parsed = parseJson(decodeBase64(token));
  if (!isTable(parsed)) return false;
  const { random, expires: issued, sign: signature } = parsed;
  if (typeof random !== 'number' || typeof issued !== 'number') return false;
  if (expires > 0 && now - issued > expires) return false;
  return signature === sign(random, issued, key);
}

const sign = (random: number, expires: number, key: string): string =>
  createHash('sha256')
    .update(Buffer.from(`{expires:${numberText(expires)},random:${numberText(random)},key:${key}}`, 'latin1'))
    .digest('hex');
