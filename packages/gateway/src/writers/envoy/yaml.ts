/**
 * Writes plain data as YAML: what is short stands on one line, `{name: ":method", …}`, everything else one member a line.
 * Texts that YAML might read as something else are quoted. The document comes in pieces, so that a large one is never one
 * text in memory.
 */
import type { Json, JsonObject } from './config.ts';

const plainText = /^[A-Za-z_/.*][A-Za-z0-9_/.*@-]*(?: [A-Za-z0-9_/.*@-]+)*$/;
const meaningful = /^(?:true|false|null|yes|no|on|off|y|n|nan|inf|\.nan|\.inf|~|\*.*|-.*|\.[0-9].*|.*\.)$/i;

/** Longest text in braces or brackets. */
const widest = 160;
/** Characters of a piece, about. */
const pieceSize = 1 << 18;

/** The document, with a line feed at its end. `once` is written where it first stands, and named with `*http` after that. */
export function* yamlPieces(value: JsonObject, once?: JsonObject): Generator<string, void, undefined> {
  const out: Out = { lines: [], size: 0, once, written: false };
  yield* object(value, '', out);
  if (out.lines.length > 0) yield taken(out);
}

interface Out {
  lines: string[];
  size: number;
  readonly once: JsonObject | undefined;
  /** Whether `once` stands in the document already. */
  written: boolean;
}

function line(out: Out, text: string): void {
  out.lines.push(text);
  out.size += text.length;
}

function taken(out: Out): string {
  const text = `${out.lines.join('\n')}\n`;
  out.lines = [];
  out.size = 0;
  return text;
}

/** What leads from the top of the document down to its long lists. */
const way: ReadonlySet<string> = new Set(['static_resources', 'typed_config', 'route_config']);
const wayLists: ReadonlySet<string> = new Set(['listeners', 'filter_chains', 'filters', 'virtual_hosts']);
/** Lists that may be of any length; each item is written at once. */
const long: ReadonlySet<string> = new Set(['clusters', 'routes']);

function* object(value: JsonObject, indent: string, out: Out, lead = indent): Generator<string, void, undefined> {
  let start = lead;
  for (const key in value) {
    const member = value[key];
    if (member === undefined) continue;
    const head = `${start}${scalar(key)}:`;
    start = indent;
    if (isList(member) && member.length > 0 && (wayLists.has(key) || long.has(key))) {
      line(out, head);
      for (const item of member) {
        if (isObject(item) && wayLists.has(key)) yield* object(item, `${indent}  `, out, `${indent}- `);
        else listItem(item, indent, out);
        if (out.size > pieceSize) yield taken(out);
      }
    } else if (isObject(member) && way.has(key)) yield* onTheWay(head, member, indent, out);
    else entry(head, member, indent, out);
  }
}

function* onTheWay(head: string, member: JsonObject, indent: string, out: Out): Generator<string, void, undefined> {
  const once = member === out.once;
  if (once && out.written) return line(out, `${head} *http`);
  out.written ||= once;
  line(out, once ? `${head} &http` : head);
  yield* object(member, `${indent}  `, out);
}

function block(value: JsonObject, indent: string, out: Out): void {
  for (const key in value) {
    const member = value[key];
    if (member !== undefined) entry(`${indent}${scalar(key)}:`, member, indent, out);
  }
}

function entry(head: string, member: Json, indent: string, out: Out): void {
  const short = inline(member, widest);
  if (short !== undefined) line(out, `${head} ${short}`);
  else if (isList(member)) {
    line(out, head);
    for (const item of member) listItem(item, indent, out);
  } else if (isObject(member)) {
    line(out, head);
    block(member, `${indent}  `, out);
  }
}

function listItem(item: Json, indent: string, out: Out): void {
  if (isList(item)) throw new TypeError('Envoy has no lists of lists');
  const short = inline(item, widest);
  if (short !== undefined || !isObject(item)) {
    line(out, `${indent}- ${short ?? ''}`);
    return;
  }
  const first = out.lines.length;
  block(item, `${indent}  `, out);
  out.lines[first] = `${indent}-${(out.lines[first] ?? '').slice(indent.length + 1)}`;
}

/** The value on one line; undefined when a list or an object is longer than what is left. Scalars may have any length. */
function inline(value: Json, left: number): string | undefined {
  if (typeof value !== 'object') return scalar(value);
  if (isList(value)) {
    let text = '';
    for (const item of value) {
      const part = text.length < left ? inline(item, left - text.length) : undefined;
      if (part === undefined) return undefined;
      text = text === '' ? part : `${text}, ${part}`;
    }
    return text.length < left ? `[${text}]` : undefined;
  }
  if (!isObject(value)) return undefined;
  let text = '';
  for (const key in value) {
    const member = value[key];
    if (member === undefined) continue;
    const part = text.length < left ? inline(member, left - text.length) : undefined;
    if (part === undefined) return undefined;
    text = text === '' ? `${scalar(key)}: ${part}` : `${text}, ${scalar(key)}: ${part}`;
  }
  return text.length < left ? `{${text}}` : undefined;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isObject = (value: Json): value is JsonObject => typeof value === 'object' && !Array.isArray(value);

/** Keys, and texts that come again and again, are looked at once. */
const known = new Map<string, string>();
const mostKnown = 20_000;
const longestKnown = 80;

function scalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  if (value.length > longestKnown) return quoted(value);
  const before = known.get(value);
  if (before !== undefined) return before;
  const text = quoted(value);
  if (known.size < mostKnown) known.set(value, text);
  return text;
}

const quoted = (value: string): string =>
  plainText.test(value) && !meaningful.test(value) ? value : JSON.stringify(value);
