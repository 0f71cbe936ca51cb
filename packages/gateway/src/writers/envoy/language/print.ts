/** Writes an Expression as RE2, in the way its bytes are written on the wire. */
import type { Alphabet } from './alphabet.ts';
import { type ByteSet, bytesWhere, isFull } from './bytes.ts';
import type { Expression } from './expression.ts';

/** Not anchored: Envoy's regular expressions match the whole text. */
export function print(expression: Expression, alphabet: Alphabet): string {
  switch (expression.kind) {
    case 'bytes':
      return printSet(expression.set, alphabet);
    case 'sequence':
      return expression.items.map((item) => atomInSequence(item, alphabet)).join('');
    case 'choice':
      return expression.items.length === 0
        ? '[^\\x00-\\xFF]'
        : expression.items.map((item) => print(item, alphabet)).join('|');
    case 'repeat': {
      const any = expression.item.kind === 'bytes' && isFull(expression.item.set);
      const item = any ? alphabet.any : atom(expression.item, alphabet);
      return `${item}${bounds(expression.min, expression.max)}${expression.lazy ? '?' : ''}`;
    }
    case 'capture':
      return `(${print(expression.item, alphabet)})`;
    case 'start':
      return '^';
    case 'end':
      return '$';
  }
}

function bounds(min: number, max: number | undefined): string {
  if (max === undefined) return ['*', '+'][min] ?? `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

const atomInSequence = (item: Expression, alphabet: Alphabet): string =>
  item.kind === 'choice' && item.items.length > 0 ? `(?:${print(item, alphabet)})` : print(item, alphabet);

/** Something that a repetition can stand behind. */
function atom(item: Expression, alphabet: Alphabet): string {
  const printed = print(item, alphabet);
  const single = /^(?:\\?[^\\]|\[[^\]]*\]|\\x[0-9A-F]{2}|\\C)$/.test(printed) || item.kind === 'capture';
  return single && item.kind !== 'repeat' ? printed : `(?:${printed})`;
}

const caches = new Map<string, Map<string, string>>();

function printSet(set: ByteSet, alphabet: Alphabet): string {
  const cache = caches.get(alphabet.name) ?? new Map<string, string>();
  caches.set(alphabet.name, cache);
  const key = Buffer.from(set.buffer, set.byteOffset, set.byteLength).toString('latin1');
  const known = cache.get(key) ?? compose(set, alphabet);
  cache.set(key, known);
  return known;
}

function compose(set: ByteSet, alphabet: Alphabet): string {
  const standing = new Set<number>();
  const escapes: number[] = [];
  for (let byte = 0; byte < 256; byte++) {
    if (set[byte] !== 1) continue;
    for (const other of alphabet.raw(byte)) standing.add(other);
    if (alphabet.escaped(byte)) escapes.push(byte);
  }
  const parts = [...(standing.size === 0 ? [] : [printClass(standing)]), ...printEscapes(escapes)];
  if (parts.length === 0) return '[^\\x00-\\xFF]';
  return parts.length === 1 ? parts.join('') : `(?:${parts.join('|')})`;
}

/** Whole half of bytes above ASCII: then the class is written by what it leaves out, so that any character fits. */
function printClass(members: ReadonlySet<number>): string {
  const wide = [...members].some((byte) => byte > 127);
  const set = bytesWhere((byte) => byte < 128 && members.has(byte) !== wide);
  if (wide && set.every((flag) => flag === 0)) return '\\C';
  const ranges = rangesOf(set);
  const [only] = ranges;
  if (!wide && ranges.length === 1 && only !== undefined && only[0] === only[1]) return quoted(only[0]);
  const body = ranges.map(([from, to]) => {
    if (from === to) return inClass(from);
    return to === from + 1 ? inClass(from) + inClass(to) : `${inClass(from)}-${inClass(to)}`;
  });
  return `[${wide ? '^' : ''}${body.join('')}]`;
}

function rangesOf(set: ByteSet): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (let byte = 0; byte < 256; byte++) {
    if (set[byte] !== 1) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === byte - 1) last[1] = byte;
    else ranges.push([byte, byte]);
  }
  return ranges;
}

const hexadecimal = (byte: number): string => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;

function quoted(byte: number): string {
  if (byte < 32 || byte > 126) return hexadecimal(byte);
  const char = String.fromCharCode(byte);
  return /[\\^$.|?*+()[\]{}]/.test(char) ? `\\${char}` : char;
}

function inClass(byte: number): string {
  if (byte < 33 || byte > 126) return hexadecimal(byte);
  const char = String.fromCharCode(byte);
  return /[\\\]^[-]/.test(char) ? `\\${char}` : char;
}

/** `%XX` for the bytes, grouped by their first digit; both cases of the hexadecimal digits. */
function printEscapes(list: readonly number[]): readonly string[] {
  const byLow = new Map<string, number[]>();
  for (let high = 0; high < 16; high++) {
    const low = list.filter((byte) => byte >> 4 === high).map((byte) => byte & 15);
    if (low.length === 0) continue;
    const key = digits(low);
    byLow.set(key, [...(byLow.get(key) ?? []), high]);
  }
  const groups = [...byLow].map(([low, high]) => digits(high) + low);
  if (groups.length === 0) return [];
  return [groups.length === 1 ? `%${groups.join('')}` : `%(?:${groups.join('|')})`];
}

function digits(values: readonly number[]): string {
  const [only] = values;
  if (values.length === 1 && only !== undefined && only < 10) return String(only);
  const set = bytesWhere((byte) => {
    const value = Number.parseInt(String.fromCharCode(byte), 16);
    return byte < 128 && values.includes(value);
  });
  return printClass(new Set([...set.keys()].filter((byte) => set[byte] === 1)));
}
