/** Reading what the Envoy writer made: plain data, whose shape this writer knows. */
import type { HeaderMatcher, Json, JsonObject } from '../envoy/config.ts';

export const record = (value: Json | undefined): JsonObject =>
  // Everything that is neither scalar nor list is an object.
  typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : {};

export const text = (value: Json | undefined, otherwise = ''): string =>
  typeof value === 'string' ? value : otherwise;

export const list = (value: Json | undefined): readonly JsonObject[] =>
  // Envoy's lists are of objects, but for a few of texts, which nobody asks for here.
  Array.isArray(value) ? (value as readonly JsonObject[]) : [];

// A match has a list of header matchers, if any.
export const headersOf = (match: JsonObject): readonly HeaderMatcher[] =>
  list(match['headers']) as readonly HeaderMatcher[];
