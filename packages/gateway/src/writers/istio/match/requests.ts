/**
 * The match of an Envoy route as Istio's HTTPMatchRequest. Istio has one matcher for each header name, and one without;
 * Envoy compares names without case, so a second matcher on the same header is said under another spelling of it.
 */
import type { HeaderMatcher, JsonObject } from '../../envoy/config.ts';
import { internal } from '../../envoy/match/carrier.ts';
import { headersOf, record } from '../../kubernetes/plain.ts';
import { loosened, parameterOf } from './shorter.ts';
import { patternOf, pattern, stringMatch } from '../../kubernetes/strings.ts';

export interface Requests {
  /** What is said. */
  readonly request: JsonObject;
  /** Matchers without a word; the request above holds more often than it should. */
  readonly unsaid: readonly HeaderMatcher[];
  /** Whether the path itself has no word. */
  readonly pathUnsaid: boolean;
}

const fields: Readonly<Record<string, string>> = {
  ':method': 'method',
  ':scheme': 'scheme',
  ':authority': 'authority',
};

export function requestOf(match: JsonObject): Requests {
  const uri = uriOf(match);
  const request: Mutable = { headers: {}, withoutHeaders: {}, queryParams: {} };
  const unsaid: HeaderMatcher[] = [];
  for (const one of headersOf(match)) {
    if (sayParameter(one, request) || say(one, request)) continue;
    const loose = loosened(one);
    if (loose === undefined || !say(loose, request)) unsaid.push(one);
  }
  return {
    request: {
      uri: uri === 'anything' ? undefined : uri,
      ...request.fields,
      port: request.port,
      headers: filled(request.headers),
      withoutHeaders: filled(request.withoutHeaders),
      queryParams: filled(request.queryParams),
    },
    unsaid,
    pathUnsaid: uri === undefined,
  };
}

interface Mutable {
  fields?: Record<string, JsonObject>;
  port?: number;
  headers: Record<string, JsonObject>;
  withoutHeaders: Record<string, JsonObject>;
  queryParams: Record<string, JsonObject>;
}

const filled = (map: Record<string, JsonObject>): JsonObject | undefined =>
  Object.keys(map).length === 0 ? undefined : map;

function uriOf({ path, prefix, safe_regex }: JsonObject): JsonObject | 'anything' | undefined {
  if (typeof path === 'string') return { exact: path };
  if (typeof prefix === 'string') return prefix === '/' ? 'anything' : { prefix };
  const { regex } = record(safe_regex);
  return typeof regex === 'string' ? pattern(regex) : undefined;
}

/** A parameter by its name, once for each name. */
function sayParameter(one: HeaderMatcher, { queryParams }: Mutable): boolean {
  const found = parameterOf(one);
  if (found === undefined || queryParams[found.name] !== undefined) return false;
  queryParams[found.name] = found.value;
  return true;
}

/** Whether it could be said. */
function say(one: HeaderMatcher, request: Mutable): boolean {
  const { name, string_match, present_match, invert_match, treat_missing_header_as_empty } = one;
  if (name === internal.port) return sayPort(one, request);
  if (present_match === true) {
    const absent = invert_match === true;
    // A name that is absent needs no further test; one that is present may have been tested already.
    if (absent) request.withoutHeaders[name] = {};
    else if (free(request.headers, name) === name) request.headers[name] = {};
    return true;
  }
  if (string_match === undefined) return false;
  const said = stringMatch(record(string_match));
  if (said === undefined) return false;
  if (invert_match !== true) return sayPositive(name, said, request);
  if (!name.startsWith(':') && treat_missing_header_as_empty !== true && free(request.headers, name) === name)
    request.headers[name] = {};
  return sayNegative(name, said, request);
}

function sayPositive(name: string, said: JsonObject, request: Mutable): boolean {
  const field = fields[name];
  if (field !== undefined && request.fields?.[field] === undefined) {
    request.fields = { ...request.fields, [field]: said };
    return true;
  }
  const key = free(request.headers, name);
  if (key === undefined) return false;
  request.headers[key] = said;
  return true;
}

/** Neither one nor the other: not any of both. */
function sayNegative(name: string, said: JsonObject, request: Mutable): boolean {
  const before = request.withoutHeaders[name];
  if (before === undefined) request.withoutHeaders[name] = said;
  else if (Object.keys(before).length > 0) {
    const both = pattern(`${patternOf(before)}|${patternOf(said)}`);
    if (both === undefined) return false;
    request.withoutHeaders[name] = both;
  }
  return true;
}

/** A spelling of the name that is not taken; pseudo headers have one only. */
function free(taken: Readonly<Record<string, JsonObject>>, name: string): string | undefined {
  if (taken[name] === undefined || Object.keys(taken[name] ?? {}).length === 0) return name;
  if (name.startsWith(':')) return undefined;
  const places = name.split('').flatMap((char, index) => (/[a-z]/.test(char) ? [index] : []));
  for (const place of places) {
    const spelled = name.slice(0, place) + (name[place] ?? '').toUpperCase() + name.slice(place + 1);
    if (taken[spelled] === undefined) return spelled;
  }
  return undefined;
}

function sayPort({ string_match, invert_match }: HeaderMatcher, request: Mutable): boolean {
  const said = stringMatch(record(string_match));
  const port = Number(said?.['exact']);
  if (invert_match === true || !Number.isInteger(port) || port < 1 || request.port !== undefined) return false;
  request.port = port;
  return true;
}
