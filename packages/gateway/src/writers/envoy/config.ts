/** Envoy's configuration as plain data. */

export type Json = string | number | boolean | readonly Json[] | JsonObject;

/** Members that are undefined are left out. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && !Array.isArray(value);

/** envoy.config.route.v3.HeaderMatcher. */
export interface HeaderMatcher extends JsonObject {
  readonly name: string;
}

/** envoy.config.core.v3.HeaderValueOption. */
export type AppendAction =
  | 'APPEND_IF_EXISTS_OR_ADD'
  | 'OVERWRITE_IF_EXISTS_OR_ADD'
  | 'ADD_IF_ABSENT'
  | 'OVERWRITE_IF_EXISTS';

/** A typed extension: `@type` first, as people expect it. */
export const typed = (type: string, fields: JsonObject = {}): JsonObject => ({
  '@type': `type.googleapis.com/${type}`,
  ...fields,
});

/** What equals Envoy's default is left out: an action that appends, and a rule about empty values for one that never is. */
export const headerOption = (
  key: string,
  value: string,
  action: AppendAction = 'OVERWRITE_IF_EXISTS_OR_ADD',
): JsonObject => ({
  header: { key, value },
  append_action: action === 'APPEND_IF_EXISTS_OR_ADD' ? undefined : action,
  keep_empty_value: value === '' || value.includes('%') ? true : undefined,
});

/** A StringMatcher; Envoy refuses an empty pattern. */
export const regex = (pattern: string): JsonObject => ({ safe_regex: { regex: pattern === '' ? '(?:)' : pattern } });

/** Whole seconds or fractions, as protobuf writes durations. */
export const seconds = (value: number): string => `${Number(value.toFixed(3))}s`;

/** A literal text in a place where Envoy reads `%` as the begin of a command. */
export const literal = (text: string): string => text.replaceAll('%', '%%');
