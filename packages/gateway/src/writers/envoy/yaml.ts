/**
 * Writes plain data as YAML: what is short stands on one line, `{name: ":method", …}`, everything else one member a line.
 * Texts that YAML might read as something else are quoted. The document comes in pieces, so that a large one is never one
 * text in memory.
 */
import { remembering } from '@banyan/core/memo.ts';
import { isList, isObject, type Json, type JsonObject } from './config.ts';

/** Longest text in braces or brackets. */
const widest = 160;
/** Characters of a piece, about. */
const pieceSize = 1 << 18;

/** The document, with a line feed at its end. What has a name is written where it first stands, and referred to after that. */
export function* yamlPieces(
  value: JsonObject,
  names: ReadonlyMap<Json, string> = new Map(),
): Generator<string, void, undefined> {
  const out: Out = { text: '', names, written: new Set() };
  yield* object(value, '', out);
  if (out.text !== '') yield taken(out);
}

interface Out {
  text: string;
  readonly names: ReadonlyMap<Json, string>;
  /** What has a name and stands in the document already. */
  readonly written: Set<Json>;
}

function taken(out: Out): string {
  const { text } = out;
  out.text = '';
  return text;
}

/** What leads from the top of the document down to its long lists. */
const way: ReadonlySet<string> = new Set(['static_resources', 'typed_config', 'route_config', 'spec']);
const wayLists: ReadonlySet<string> = new Set(['resources', 'listeners', 'filter_chains', 'filters', 'virtual_hosts']);
/** Lists that may be of any length; each item is written at once. */
const long: ReadonlySet<string> = new Set(['clusters', 'routes', 'http', 'configPatches']);

function* object(value: JsonObject, indent: string, out: Out, lead = indent): Generator<string, void, undefined> {
  let start = lead;
  for (const key in value) {
    const member = value[key];
    if (member === undefined) continue;
    const head = `${start}${keyText(key)}:`;
    start = indent;
    if (isList(member) && member.length > 0 && (wayLists.has(key) || long.has(key))) {
      out.text += `${head}\n`;
      for (const item of member) {
        if (isObject(item) && wayLists.has(key)) yield* object(item, `${indent}  `, out, `${indent}- `);
        else if (isObject(item) && long.has(key)) block(item, `${indent}  `, out, `${indent}- `);
        else listItem(item, indent, out);
        if (out.text.length > pieceSize) yield taken(out);
      }
    } else if (isObject(member) && way.has(key) && !out.written.has(member)) {
      out.text += `${head}${anchor(member, out)}\n`;
      yield* object(member, `${indent}  `, out);
    } else entry(head, member, indent, out);
  }
}

/** What names a value where it stands for the first time. */
function anchor(value: Json, out: Out): string {
  const name = out.names.get(value);
  if (name === undefined) return '';
  out.written.add(value);
  return ` &${name}`;
}

/** Members of an object, one a line; the first one behind `lead`. */
function block(value: JsonObject, indent: string, out: Out, lead = indent): void {
  let start = lead;
  for (const key in value) {
    const member = value[key];
    if (member === undefined) continue;
    entry(`${start}${keyText(key)}:`, member, indent, out);
    start = indent;
  }
}

function entry(head: string, member: Json, indent: string, out: Out): void {
  if (typeof member === 'string' && isCode(member)) {
    out.text += `${head} |\n${member.replaceAll(/^(?=.)/gm, `${indent}  `)}`;
    return;
  }
  const short = inline(member, widest, out);
  if (short !== undefined) {
    out.text += `${head} ${short}\n`;
    return;
  }
  out.text += `${head}${anchor(member, out)}\n`;
  if (isList(member)) for (const item of member) listItem(item, indent, out);
  else if (isObject(member)) block(member, `${indent}  `, out);
}

function listItem(item: Json, indent: string, out: Out): void {
  if (isList(item)) throw new TypeError('Envoy has no lists of lists');
  const short = inline(item, widest, out);
  if (short !== undefined || !isObject(item)) {
    out.text += `${indent}- ${short ?? ''}\n`;
    return;
  }
  const named = anchor(item, out);
  if (named !== '') out.text += `${indent}-${named}\n`;
  block(item, `${indent}  `, out, named === '' ? `${indent}- ` : `${indent}  `);
}

/** The value on one line; undefined when a list or an object is longer than what is left. Scalars may have any length. */
function inline(value: Json, left: number, out: Out): string | undefined {
  if (typeof value !== 'object') return scalar(value);
  const name = out.names.get(value);
  if (name !== undefined) return out.written.has(value) ? `*${name}` : undefined;
  return isList(value) ? inlineList(value, left, out) : isObject(value) ? inlineObject(value, left, out) : undefined;
}

function inlineList(value: readonly Json[], left: number, out: Out): string | undefined {
  let text = '';
  for (const item of value) {
    const part = text.length < left ? inline(item, left - text.length, out) : undefined;
    if (part === undefined) return undefined;
    text = text === '' ? part : `${text}, ${part}`;
  }
  return text.length < left ? `[${text}]` : undefined;
}

function inlineObject(value: JsonObject, left: number, out: Out): string | undefined {
  let text = '';
  for (const key in value) {
    const member = value[key];
    if (member === undefined) continue;
    const part = text.length < left ? inline(member, left - text.length, out) : undefined;
    if (part === undefined) return undefined;
    text = text === '' ? `${keyText(key)}: ${part}` : `${text}, ${keyText(key)}: ${part}`;
  }
  return text.length < left ? `{${text}}` : undefined;
}

const scalar = (value: string | number | boolean): string =>
  typeof value !== 'string' ? String(value) : isPlain(value) ? value : JSON.stringify(value);

/** Keys are few and come again and again. */
const keyText = remembering(scalar);

const inside = new Set(Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/.*@-', code));
const first = new Set(Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_/.', code));
/** By character code: 2 may come first, 1 may follow. */
const classes = Uint8Array.from({ length: 128 }, (_, at) => (first.has(at) ? 2 : inside.has(at) ? 1 : 0));

const space = code(' ');
const point = code('.');

function code(character: string): number {
  return character.charCodeAt(0);
}

const meaningful = /^(?:true|false|null|yes|no|on|off|y|n|nan|inf|\.nan|\.inf)$/i;
const longestMeaningful = 5;

/** Whether YAML reads it as this text without quotes: looked at character by character, for most texts come once. */
function isPlain(text: string): boolean {
  const { length } = text;
  const start = text.charCodeAt(0);
  if (length === 0 || start > 127 || classes[start] !== 2) return false;
  for (let at = 1; at < length; at++) {
    const here = text.charCodeAt(at);
    if (here > 127 || classes[here] === 0) {
      // One space between others.
      if (here !== space || at === length - 1 || text.charCodeAt(at - 1) === space) return false;
    }
  }
  if (text.charCodeAt(length - 1) === point) return false;
  if (start === point && /^\.[0-9]/.test(text)) return false;
  return length > longestMeaningful || !meaningful.test(text);
}

/** Scripts: texts of several lines that are written as they are read. */
const isCode = (text: string): boolean =>
  text.length > widest && text.includes('\n  ') && /^[!-~][ -~\n]*[!-~]\n$/.test(text);
