/**
 * The match of an Envoy route as HTTPRouteMatches, one of which must hold. Gateway API has no negation, no matcher on the
 * authority or on what this project carries in headers of its own, and compares paths as they come.
 */
import type { HeaderMatcher, Json, JsonObject } from '../envoy/config.ts';
import { patternOf, quoted, stringMatch } from '../kubernetes/strings.ts';

/** httproute_types.go: what Exact and PathPrefix may hold; everything else is said as an expression. */
const plainPath = /^\/(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})*$/;
const strangePath = /\/\/|\/\.{1,2}(?:\/|$)|%2[fF]/;
const longestPath = 1024;
const longestValue = 4096;

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

// Lists and texts have no members that are looked for.
const record = (value: Json | undefined): JsonObject => Object(value) as JsonObject;

/** undefined when something has no word. */
export function matchesOf(match: JsonObject): readonly JsonObject[] | undefined {
  const path = pathOf(match);
  // Routes are made by the Envoy writer: their matchers are a list of header matchers.
  const matchers = (match['headers'] ?? []) as readonly HeaderMatcher[];
  const asked = matchers.filter(({ name }) => name === ':method');
  const methodNames = asked.length > 1 ? undefined : methodsOf(asked[0]);
  const headers = matchers.filter(({ name }) => name !== ':method').map(headerOf);
  const names = new Set(matchers.map(({ name }) => name));
  if (path === undefined || methodNames === undefined || names.size < matchers.length) return undefined;
  const said = headers.filter((one): one is JsonObject => one !== undefined);
  // More than 16 are refused by the API.
  if (said.length < headers.length || said.length > 16) return undefined;
  const rest = { path, headers: said.length === 0 ? undefined : said };
  return methodNames.length === 0 ? [rest] : methodNames.map((method) => ({ ...rest, method }));
}

function pathOf({ path, prefix, safe_regex }: JsonObject): JsonObject | undefined {
  if (typeof path === 'string')
    return plainPath.test(path) && !strangePath.test(path) ? { type: 'Exact', value: path } : expression(quoted(path));
  // A PathPrefix means whole segments, and `/a/` also `/a`: only `/` means the same as the source.
  if (typeof prefix === 'string')
    return prefix === '/' ? { type: 'PathPrefix', value: '/' } : expression(`${quoted(prefix)}.*`);
  const regex: unknown = Reflect.get(Object(safe_regex), 'regex');
  return typeof regex === 'string' ? expression(regex.replaceAll('\\C', '.')) : undefined;
}

const expression = (value: string): JsonObject | undefined =>
  value.length > longestPath ? undefined : { type: 'RegularExpression', value };

/** The methods that are asked for, none meaning any; undefined when they cannot be listed. */
function methodsOf(matcher: HeaderMatcher | undefined): readonly string[] | undefined {
  if (matcher === undefined) return [];
  const said = matcher['invert_match'] === true ? undefined : stringMatch(record(matcher['string_match']));
  const text = said?.['exact'] ?? said?.['regex'];
  const names = typeof text === 'string' ? text.split('|') : [];
  return names.length > 0 && names.every((name) => methods.has(name)) ? names : undefined;
}

function headerOf({ name, string_match, present_match, invert_match }: HeaderMatcher): JsonObject | undefined {
  if (invert_match === true || name.startsWith(':') || name.startsWith('x-banyan-')) return undefined;
  if (present_match === true) return { name, type: 'RegularExpression', value: '.*' };
  const said = string_match === undefined ? undefined : stringMatch(record(string_match));
  if (said === undefined) return undefined;
  const { exact } = said;
  const value = typeof exact === 'string' ? exact : patternOf(said);
  if (value.length > longestValue) return undefined;
  return typeof exact === 'string' ? { name, type: 'Exact', value } : { name, type: 'RegularExpression', value };
}
