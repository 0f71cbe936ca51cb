/**
 * Regular expressions as patterns of Lua. Both search from left to right and give back what they took too much, so a
 * pattern without alternatives, in which single bytes are repeated but no groups are, means the same in both.
 */
import { remembering } from '@banyan/core/memo.ts';
import { type ByteSet, isFull } from '../language/bytes.ts';
import type { Expression } from '../language/expression.ts';
import { parsePattern } from '../language/parse.ts';

export interface LuaPattern {
  /** As it stands between Lua's quotes. */
  readonly text: string;
  /** The same with one group more, around the whole. */
  readonly whole: string;
  readonly captures: number;
  readonly anchored: boolean;
}

/** undefined where Lua has no such pattern. */
export const luaPattern = remembering((pattern): LuaPattern | undefined => {
  const parsed = parsePattern(pattern);
  return parsed && translated(parsed);
});

/** One pattern for each alternative; undefined where Lua has none. Alternatives have no groups. */
export function luaPatterns(pattern: string, ignoreCase: boolean): readonly LuaPattern[] | undefined {
  const parsed = parsePattern(pattern, ignoreCase);
  if (parsed === undefined) return undefined;
  const branches = parsed.kind === 'choice' ? parsed.items : [parsed];
  const found = branches.map(translated).filter((one) => one !== undefined);
  const plain = found.length === 1 || found.every(({ captures, anchored }) => captures === 0 && !anchored);
  return found.length === branches.length && found.length > 0 && plain ? found : undefined;
}

function translated(parsed: Expression): LuaPattern | undefined {
  const items = parsed.kind === 'sequence' ? parsed.items : [parsed];
  const anchored = items[0]?.kind === 'start';
  const ended = items.length > (anchored ? 1 : 0) && items.at(-1)?.kind === 'end';
  const inner = items.slice(anchored ? 1 : 0, ended ? -1 : undefined);
  const printed = printAll(inner);
  if (printed === undefined) return undefined;
  const captures = inner.reduce((sum, item) => sum + captured(item), 0);
  if (captures > 8) return undefined;
  const [before, after] = [anchored ? '^' : '', ended ? '$' : ''];
  return { text: `${before}${printed}${after}`, whole: `${before}(${printed})${after}`, captures, anchored };
}

function captured(item: Expression): number {
  if (item.kind === 'capture') return 1 + captured(item.item);
  return item.kind === 'sequence' ? item.items.reduce((sum, one) => sum + captured(one), 0) : 0;
}

function printAll(items: readonly Expression[]): string | undefined {
  const parts = items.map(printOne);
  return parts.includes(undefined) ? undefined : parts.join('');
}

function printOne(item: Expression): string | undefined {
  switch (item.kind) {
    case 'bytes':
      return printSet(item.set);
    case 'sequence':
      return printAll(item.items);
    case 'capture': {
      const inner = printOne(item.item);
      // Empty brackets would give a position in place of a text.
      return inner === undefined || inner === '' ? undefined : `(${inner})`;
    }
    case 'repeat':
      return item.item.kind === 'bytes' ? repeated(printSet(item.item.set), item) : undefined;
    case 'choice':
    case 'start':
    case 'end':
      return undefined;
  }
}

/** More copies of a byte than this would make the pattern unreadable. */
const most = 12;

function repeated(byte: string, { min, max, lazy }: Extract<Expression, { kind: 'repeat' }>): string | undefined {
  if (min > most || (max ?? 0) > most) return undefined;
  if (max === undefined) {
    if (lazy) return `${byte.repeat(min)}${byte}-`;
    return min === 0 ? `${byte}*` : `${byte.repeat(min - 1)}${byte}+`;
  }
  return lazy && max > min ? undefined : byte.repeat(min) + `${byte}?`.repeat(max - min);
}

function printSet(set: ByteSet): string {
  if (isFull(set)) return '.';
  const ranges: [number, number][] = [];
  for (let byte = 0; byte < 256; byte++) {
    if (set[byte] !== 1) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === byte - 1) last[1] = byte;
    else ranges.push([byte, byte]);
  }
  const [only] = ranges;
  if (only !== undefined && ranges.length === 1 && only[0] === only[1]) return printByte(only[0]);
  const members = ranges.map(([from, to]) => {
    // The pattern's own notation for the byte zero stands in no range.
    if (from === 0) return to === 0 ? '%z' : `%z${span(1, to)}`;
    return span(from, to);
  });
  return `[${members.join('')}]`;
}

function span(from: number, to: number): string {
  if (from === to) return printByte(from);
  return to === from + 1 ? printByte(from) + printByte(to) : `${edge(from)}-${edge(to)}`;
}

/** The ends of a range are not escaped by Lua's `%`. */
const edge = (byte: number): string => inQuotes(byte);

function printByte(byte: number): string {
  const char = String.fromCharCode(byte);
  if (byte === 0) return '%z';
  return /[\^$()%.[\]*+?-]/.test(char) ? `%${char}` : inQuotes(byte);
}

function inQuotes(byte: number): string {
  if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
  return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
}

/** The replacement of ngx.re (`$1`, `${1}`, `$$`) as that of Lua's gsub; a group that is not there is empty. */
export function luaReplacement(replacement: string, captures: number): string {
  return replacement
    .split(/(\$\$|\$\{\d+\}|\$\d+)/)
    .map((piece) => {
      if (piece === '$$') return '$';
      const found = /^\$\{?(\d+)\}?$/.exec(piece);
      if (found === null) return [...new TextEncoder().encode(piece)].map(replaced).join('');
      const group = Number(found[1]);
      return group > captures ? '' : `%${group}`;
    })
    .join('');
}

const replaced = (byte: number): string => (byte === 0x25 ? '%%' : inQuotes(byte));
