import { bytesOfText } from '@banyan/core/condition/path.ts';
import { numberText } from './number.ts';

/**
 * A configuration value as Lua holds it: text is bytes (one character each, so that patterns and comparisons work on
 * bytes as they do in nginx), and an absent field is undefined. A JSON null stays null (`ngx.null`).
 */
export type Value = string | number | boolean | null | readonly Value[] | Table;
export interface Table {
  readonly [key: string]: Value | undefined;
}

/** Plain data as it comes from YAML or JSON; what has no form in JSON (functions, dates, undefined) is left out. */
export function valueOf(data: unknown): Value | undefined {
  if (typeof data === 'string') return bytesOfText(data);
  if (typeof data === 'number' || typeof data === 'boolean' || data === null) return data;
  if (Array.isArray(data)) return data.map((item: unknown) => valueOf(item) ?? null);
  if (typeof data !== 'object') return undefined;
  // Without a prototype: a field `constructor` is absent unless it is written.
  const table: Record<string, Value> = Object.create(null) as Record<string, Value>;
  for (const [key, item] of Object.entries(data)) {
    const value = valueOf(item);
    if (value !== undefined) table[bytesOfText(key)] = value;
  }
  return table;
}

export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);
export const isTable = (value: Value | undefined): value is Table =>
  typeof value === 'object' && value !== null && !isList(value);

/** The field as an object, text, number ...; undefined when it is absent or something else. */
export const tableOf = (value: Value | undefined): Table | undefined => (isTable(value) ? value : undefined);
export const listOf = (value: Value | undefined): readonly Value[] => (isList(value) ? value : []);
export const textOf = (value: Value | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
export const numberOf = (value: Value | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;
export const flagOf = (value: Value | undefined): boolean | undefined =>
  typeof value === 'boolean' ? value : undefined;
export const textsOf = (value: Value | undefined): readonly string[] =>
  listOf(value).filter((item) => typeof item === 'string');

/** Ids may be written as numbers; they are compared as text. */
export const idOf = (value: Value | undefined): string | undefined =>
  typeof value === 'number' ? String(value) : textOf(value);

/** Lua's `tostring` of a value; tables have no text that could be relied on. */
export function luaText(value: Value | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return String(value);
  return value === undefined ? 'nil' : 'userdata: NULL';
}
