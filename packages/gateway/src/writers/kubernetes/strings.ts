/**
 * Envoy's StringMatcher as Istio's StringMatch, which knows exact, prefix and regex. Istio checks patterns with Go's RE2:
 * it knows no `\C` (any byte, which in a header line is any character) and takes 1024 characters at most.
 */
import { type Json, type JsonObject } from '../envoy/config.ts';

/** istio/pkg/config/validation: "regex is too large". */
const longest = 1024;

/** undefined when Istio has no word for it. */
export function stringMatch(match: JsonObject): JsonObject | undefined {
  const { exact, prefix, suffix, contains, safe_regex, ignore_case } = match;
  if (ignore_case !== undefined) return undefined;
  if (typeof exact === 'string') return exact === '' ? { regex: '^$' } : { exact };
  if (typeof prefix === 'string') return { prefix };
  if (typeof suffix === 'string') return pattern(`.*${quoted(suffix)}`);
  if (typeof contains === 'string') return pattern(`.*${quoted(contains)}.*`);
  const regex = member(safe_regex, 'regex');
  return typeof regex === 'string' ? pattern(regex) : undefined;
}

/** A StringMatch as a pattern, to be made part of another one. */
export function patternOf(match: JsonObject): string {
  const { exact, prefix, regex } = match;
  if (typeof exact === 'string') return quoted(exact);
  if (typeof prefix === 'string') return `${quoted(prefix)}.*`;
  return typeof regex === 'string' ? `(?:${regex})` : '.*';
}

export function pattern(regex: string): JsonObject | undefined {
  const text = regex.replaceAll(/\\(.)/gs, (all, char: string) => (char === 'C' ? '.' : all));
  // Istio refuses an empty one.
  return text.length > longest ? undefined : { regex: text === '' ? '^$' : text };
}

export const quoted = (text: string): string => text.replaceAll(/[^A-Za-z0-9_/ -]/gu, '\\$&');

export const member = (value: Json | undefined, key: string): Json | undefined =>
  typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject)[key] : undefined;
