import type { Headers } from '../headers.ts';
import type { Handler, LuaMachine } from './machine.ts';

/** What one run did, in its order. */
export type Operation =
  | { readonly kind: 'add' | 'set'; readonly name: string; readonly value: string }
  | { readonly kind: 'remove'; readonly name: string }
  | { readonly kind: 'meta'; readonly namespace: string; readonly key: string; readonly value: unknown }
  | { readonly kind: 'body'; readonly value: string }
  | { readonly kind: 'respond'; readonly headers: readonly (readonly [string, string])[]; readonly body: string }
  | { readonly kind: 'node'; readonly node: string; readonly strict: boolean }
  | { readonly kind: 'clear' }
  | { readonly kind: 'fault'; readonly reason: string };

export type Run = { readonly operations: readonly Operation[] } | { readonly uncovered: string };

/** Where a script's values come from. */
export interface Source {
  /** The value as a script sees it, with what would end a line escaped; undefined: there is none by that name. */
  readonly value: (key: string) => string | undefined;
  /** The same value in any form that is cheap to have and differs when the value does. */
  readonly sign: (key: string) => string | undefined;
}

/** A handler of a script, ready to run. */
export type Script = (source: Source) => Run;

/** Runs of one handler that are kept; a handler is a function of the values that it reads. */
const most = 5000;
/** More values than any script reads. */
const limit = 200;

/**
 * A handler that remembers which values its runs read. What it did for the same values before, it does again, unless it
 * asked for chance, the time, or another server.
 */
export function script(machine: LuaMachine, id: number, handler: Handler): Script {
  const side = handler === 'envoy_on_request' ? 'request' : 'response';
  const keys: string[] = [];
  const known = new Map<string, Run>();
  let steady = true;
  return (source) => {
    const before = steady ? known.get(signature(keys, source)) : undefined;
    if (before !== undefined) return before;
    let given = keys.map((key) => line(key, source)).join('');
    let own = '';
    for (let times = 0; times < limit; times++) {
      const said = machine.run(id, handler, side, given + own);
      const end = said.indexOf('\n');
      const [word, rest] = [said.slice(0, end), said.slice(end + 1)];
      if (word === 'uncovered') return { uncovered: rest };
      if (word !== 'need') {
        const run = { operations: operations(rest) };
        if (steady && own === '' && known.size < most) known.set(signature(keys, source), run);
        return run;
      }
      if (/^(?:call|random|now)/.test(rest)) steady = false;
      if (rest.startsWith('call')) {
        const answer = source.value(rest);
        if (answer === undefined) return { uncovered: 'httpCall' };
        own += `${rest}\n${answer}\n`;
      } else {
        keys.push(rest);
        known.clear();
        given += line(rest, source);
      }
    }
    return { uncovered: 'a script that reads without end' };
  };
}

function signature(keys: readonly string[], { sign }: Source): string {
  let made = '';
  for (const key of keys) made += `${sign(key) ?? '\u0001'}\n`;
  return made;
}

const line = (key: string, { value }: Source): string => `${key}\n${value(key) ?? '\u0001'}\n`;

/** One operation is a few lines and an empty one. */
function operations(text: string): Operation[] {
  const made: Operation[] = [];
  for (const part of text.split('\n\n')) {
    const [kind = '', ...raw] = part.replace(/^\n|\n$/g, '').split('\n');
    const [first = '', second = '', third = ''] = raw.map((one) => unescaped(one.slice(1)));
    if (kind === 'add' || kind === 'set') made.push({ kind, name: first, value: second });
    else if (kind === 'remove') made.push({ kind, name: first });
    else if (kind === 'meta') made.push({ kind, namespace: first, key: second, value: parsed(third) });
    else if (kind === 'body') made.push({ kind, value: first });
    else if (kind === 'respond') made.push({ kind, headers: pairs(first), body: second });
    else if (kind === 'node') made.push({ kind, node: first, strict: second === '1' });
    else if (kind === 'clear') made.push({ kind });
    else if (kind === 'fault') made.push({ kind, reason: first });
  }
  return made;
}

function pairs(text: string): (readonly [string, string])[] {
  const parts = text === '' ? [] : text.split('\u0002').map(unescaped);
  return Array.from({ length: parts.length >> 1 }, (_, at) => [parts[2 * at] ?? '', parts[2 * at + 1] ?? ''] as const);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'latin1').toString('utf8'));
  } catch {
    return undefined;
  }
}

export const unescaped = (text: string): string =>
  text.includes('%')
    ? text.replace(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

/** Text as bytes, with what would end a line or a value escaped. */
export const escaped = (bytes: string): string =>
  special.test(bytes)
    ? bytes.replace(specials, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
    : bytes;

const special = /[%\p{Cc}]/u;
const specials = /[%\p{Cc}]/gu;
const beyond = /[^\p{ASCII}]/u;

export const bytesOf = (text: string): string => (beyond.test(text) ? Buffer.from(text).toString('latin1') : text);
export const textOf = (bytes: string): string =>
  beyond.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;

/** The values of a header, as the prelude splits them. */
export function headerValues(headers: Headers | undefined, name: string): string | undefined {
  if (headers === undefined) return undefined;
  if (name === '*')
    return headers.names.map((one, at) => `${one}\u0002${escaped(bytesOf(headers.values[at] ?? ''))}`).join('\u0002');
  const values = headers.all(name);
  return values.length === 0 ? undefined : values.map((one) => escaped(bytesOf(one))).join('\u0002');
}

/** The values of a header as they are. */
export function headerSign(headers: Headers | undefined, name: string): string | undefined {
  if (headers === undefined) return undefined;
  const { names, values } = headers;
  if (name === '*') return `${names.join('\u0002')}\u0003${values.join('\u0002')}`;
  const at = names.indexOf(name);
  if (at < 0) return undefined;
  return names.indexOf(name, at + 1) < 0 ? values[at] : headers.all(name).join('\u0002');
}
