/**
 * Plain YAML scalars as APISIX types them: it reads with lyaml, which follows YAML 1.1 (`yes` is true, `010` is 8).
 * Quoted scalars and JSON are what they show.
 */
import type { Node, ScalarNode } from '@banyan/core/document/node.ts';
import { documentOf } from '@banyan/core/document/locate.ts';

/** What APISIX makes of a YAML null: an empty table, which passes for an object or list without entries. */
export const emptyTable: unique symbol = Symbol('empty table');

export type Scalar = string | number | boolean | null | typeof emptyTable;

const words = new Map<string, boolean | null>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);

const special: Readonly<Record<string, number>> = {
  '.inf': Infinity,
  '.Inf': Infinity,
  '.INF': Infinity,
  '+.inf': Infinity,
  '+.Inf': Infinity,
  '+.INF': Infinity,
  '-.inf': -Infinity,
  '-.Inf': -Infinity,
  '-.INF': -Infinity,
  '.nan': NaN,
  '.NaN': NaN,
  '.NAN': NaN,
};

const signed = (sign: string | undefined, value: number): number => (sign === '-' ? -value : value);

const sixties = (text: string): number =>
  text.split(':').reduce((sum, part) => (part === '' ? sum : sum * 60 + Number(part)), 0);

/** Integers: octal before decimal, then the forms that lyaml tries last. */
function integer(text: string): number | undefined {
  const octal = /^([+-]?)0_*([0-7][0-7_]*)$/.exec(text);
  if (octal !== null) return signed(octal[1], Number.parseInt((octal[2] ?? '').replaceAll('_', ''), 8));
  const decimal = /^([+-]?)_*([0-9][0-9_]*)$/.exec(text);
  const digits = decimal?.[2]?.replaceAll('_', '') ?? '';
  if (decimal !== null && (digits === '0' || digits.length > 1 || !digits.startsWith('0'))) {
    return signed(decimal[1], Number(digits));
  }
  return undefined;
}

function rareNumber(text: string): number | undefined {
  const hexadecimal = /^([+-]?)(0x_*[0-9a-fA-F][0-9a-fA-F_]*)$/.exec(text);
  if (hexadecimal !== null) return signed(hexadecimal[1], Number((hexadecimal[2] ?? '').replaceAll('_', '')));
  const binary = /^([+-]?)0b_*([01][01_]+)$/.exec(text);
  if (binary !== null) return signed(binary[1], Number.parseInt((binary[2] ?? '').replaceAll('_', ''), 2));
  const sexagesimal = /^([+-]?)([0-9]+:[0-5]?[0-9][:0-9]*)(\.[0-9]+)?$/.exec(text);
  if (sexagesimal !== null) {
    return signed(sexagesimal[1], sixties(sexagesimal[2] ?? '') + Number(sexagesimal[3] ?? 0));
  }
  return undefined;
}

/** Lua's tonumber of a text with a point or exponent. */
function float(text: string): number | undefined {
  const bare = text.replaceAll('_', '');
  if (!/[.eE]/.test(text) || !/^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(bare)) return undefined;
  return Number(bare);
}

/** A digit, a sign, a point or an underscore. */
const beginsNumber = (code: number): boolean =>
  (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46 || code === 95;

/** The value of a plain scalar's text under lyaml; null stands for YAML null. */
export function lyamlValue(text: string): string | number | boolean | null {
  // The longest word has five letters.
  const word = text.length > 5 ? undefined : words.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  if (!beginsNumber(first)) return text;
  // Nobody writes longer numbers, and expressions run out of stack on millions of digits.
  if (text.length > 1000) return text;
  return integer(text) ?? float(text) ?? special[text] ?? rareNumber(text) ?? text;
}

/** The value that APISIX sees. */
export function scalarOf(node: ScalarNode): Scalar {
  if (node.style !== 'plain') return node.value;
  const value = lyamlValue(node.text);
  return value === null && documentOf(node).syntax === 'yaml' ? emptyTable : value;
}

/** Text that APISIX sees, if it is one. */
export function textOf(node: Node | undefined): string | undefined {
  const value = node?.kind === 'scalar' ? scalarOf(node) : undefined;
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(node: Node | undefined): number | undefined {
  const value = node?.kind === 'scalar' ? scalarOf(node) : undefined;
  return typeof value === 'number' ? value : undefined;
}

export function booleanOf(node: Node | undefined): boolean | undefined {
  const value = node?.kind === 'scalar' ? scalarOf(node) : undefined;
  return typeof value === 'boolean' ? value : undefined;
}

/** Whether APISIX types the scalar differently from YAML 1.2, which is what people and editors see. */
export function readDifferently(node: ScalarNode): boolean {
  if (node.style !== 'plain') return false;
  const value = lyamlValue(node.text);
  return value !== node.value && !(Number.isNaN(value) && Number.isNaN(node.value));
}

/** Items of a list; a lone object or scalar has none. */
export const itemsOf = (node: Node | undefined): readonly Node[] => (node?.kind === 'list' ? node.items : []);

/** An id as APISIX compares it: as text, whatever its type. */
export function idOf(node: Node | undefined): string | undefined {
  const value = node?.kind === 'scalar' ? scalarOf(node) : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** The node as APISIX has it, as plain data; an empty table is an object. */
export function valueOf(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(valueOf);
  if (node.kind === 'object')
    return Object.fromEntries(Array.from(node.entries, ([key, item]) => [key, valueOf(item)]));
  const value = scalarOf(node);
  return value === emptyTable ? {} : value;
}
