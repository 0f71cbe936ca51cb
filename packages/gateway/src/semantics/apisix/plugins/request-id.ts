import { setRequestHeader, setResponseHeader } from '../context.ts';
import { numberOf, type Table, tableOf, textOf } from '../lua/value.ts';
import { firstHeader } from '../request/headers.ts';
import type { Plugin } from './plugin.ts';

/** Gives every request an identity unless it brings one (plugins/request-id.lua). */
export const requestId: Plugin = {
  name: 'request-id',
  priority: 12015,
  compile(conf, { gateway }) {
    const name = textOf(conf['header_name']) ?? 'X-Request-Id';
    const shown = conf['include_in_response'] !== false;
    const note = `request-id ${name}`;
    return {
      rewrite(context) {
        const sent = firstHeader(context.exchange.headers, name.toLowerCase());
        const id = sent === undefined || sent === '' ? generate(conf, gateway.random, context.exchange.now) : sent;
        if (id !== sent) setRequestHeader(context, name, id);
        if (shown) context.notes.set(note, id);
        return undefined;
      },
      header(context) {
        const id = context.notes.get(note);
        const known = firstHeader(context.response.headers, name.toLowerCase());
        if (shown && (known === undefined || known === ''))
          setResponseHeader(context, name, typeof id === 'string' ? id : undefined);
      },
    };
  },
};

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIGKLMNOPQRSTUVWXYZ0123456789';
const nano = '-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function generate(conf: Table, random: () => number, now: number): string {
  const pick = (from: string, length: number): string =>
    Array.from({ length }, () => from.charAt(Math.floor(random() * from.length))).join('');
  const digits = (length: number): string => pick('0123456789abcdef', length);
  switch (textOf(conf['algorithm']) ?? 'uuid') {
    case 'nanoid':
      return pick(nano, 21);
    case 'range_id': {
      const range = tableOf(conf['range_id']);
      return pick(textOf(range?.['char_set']) ?? letters, numberOf(range?.['length']) ?? 16);
    }
    case 'ksuid':
      return pick(base62, 27);
    case 'uuidv7': {
      const time = Math.floor(now).toString(16).padStart(12, '0');
      return `${time.slice(0, 8)}-${time.slice(8)}-7${digits(3)}-${pick('89ab', 1)}${digits(3)}-${digits(12)}`;
    }
    default:
      return `${digits(8)}-${digits(4)}-4${digits(3)}-${pick('89ab', 1)}${digits(3)}-${digits(12)}`;
  }
}
