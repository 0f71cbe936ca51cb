/**
 * The match of an Envoy route as rows: what a request must be, and what it must not be. What this project carries in
 * headers of its own is asked for where the API has a place for it: scheme and port by the listener, the client's address
 * by the header in which Envoy tells it.
 */
import { languageOf } from '../../envoy/language/test-language.ts';
import { internal } from '../../envoy/match/carrier.ts';
import { literalOf } from '../../envoy/match/matchers.ts';
import type { HeaderMatcher, JsonObject } from '../../envoy/config.ts';
import { withoutAddressHeader } from '../../istio/match/client-address.ts';
import { loosened, parameterNamed } from '../../istio/match/shorter.ts';
import { record } from '../../kubernetes/plain.ts';
import { patternOf, stringMatch } from '../../kubernetes/strings.ts';
import type { Forwarding, Listener } from '../../../model/model.ts';
import { anyPath, type Path, pattern } from './path.ts';
import { meet, type Row, rowOf } from './row.ts';
import { anyText, type Text } from './text.ts';

export interface Wanted {
  readonly row: Row;
  /** No request of any of these. */
  readonly without: readonly Row[];
}

/** What the whole configuration says of requests. */
export interface Surroundings {
  readonly forwarding: Forwarding;
  readonly listeners: readonly Pick<Listener, 'port' | 'tls'>[];
}

/** Alternatives, none of which may be left out; undefined when some matcher has no word. */
export function rowsOf(
  path: Path,
  matchers: readonly HeaderMatcher[],
  around: Surroundings,
): readonly Wanted[] | undefined {
  const own = matchers.map((one) => (one.name === internal.referer ? { ...one, name: 'referer' } : one));
  const lists = withoutAddressHeader(own, around.forwarding);
  const found = lists?.map((list) => together(path, list, around));
  if (found === undefined || found.some((one) => one === undefined)) return undefined;
  return found.flatMap((one) => (one === undefined || one === 'never' ? [] : [one]));
}

function together(path: Path, list: readonly HeaderMatcher[], around: Surroundings): Wanted | 'never' | undefined {
  let row: Row = rowOf(path);
  const without: Row[] = [];
  for (const matcher of list) {
    const said = sayOne(matcher, around);
    if (said === undefined) return undefined;
    without.push(...said.without);
    const both = meet(row, said.row);
    if (both === 'never' || both === undefined) return both;
    row = both;
  }
  return [row, ...without].every(fits) ? { row, without } : undefined;
}

/** What the API takes: 16 headers and parameters, values of 4096 characters, paths of 1024. */
const fits = ({ path, headers, parameters }: Row): boolean =>
  headers.size <= 16 &&
  parameters.size <= 16 &&
  [...headers.values(), ...parameters.values()].every(
    (text) => ('exact' in text ? text.exact : text.regex).length <= 4096,
  ) &&
  (path.kind !== 'language' || pattern(path).length <= 1024);

const everything = rowOf(anyPath);

function sayOne(matcher: HeaderMatcher, around: Surroundings): Wanted | undefined {
  const { name, present_match, invert_match, treat_missing_header_as_empty } = matcher;
  const negated = invert_match === true;
  if (present_match === true) {
    const row = withHeader(name, anyText);
    return negated ? { row: everything, without: [row] } : { row, without: [] };
  }
  const row = positive(matcher, around);
  if (row === undefined) return undefined;
  if (!negated) return { row, without: [] };
  // Envoy: an inverted matcher does not hold where the header is missing.
  const sent = name.startsWith(':') || treat_missing_header_as_empty === true || name === internal.port;
  return { row: sent ? everything : withHeader(name, anyText), without: [row] };
}

const withHeader = (name: string, text: Text): Row =>
  rowOf(anyPath, { headers: new Map([[name.toLowerCase(), text]]) });

/** What the matcher asks for, were it not inverted. */
function positive(matcher: HeaderMatcher, { listeners }: Surroundings): Row | undefined {
  const { name, string_match } = matcher;
  if (name === ':path') return ofPath(matcher);
  const said = stringMatch(record(string_match)) ?? shorter(matcher);
  if (said === undefined) return undefined;
  const text = textOf(said);
  if (name === ':method') return ofMethod(text);
  if (name === ':scheme') {
    const secure = 'exact' in text && text.exact === 'https';
    return rowOf(anyPath, { ports: portsOf(listeners.filter(({ tls }) => tls === secure)) });
  }
  if (name === internal.port) return 'exact' in text ? rowOf(anyPath, { ports: new Set([text.exact]) }) : undefined;
  if (name === ':authority') return withHeader('host', text);
  return name.startsWith(':') || name.startsWith('x-banyan-') ? undefined : withHeader(name, text);
}

const portsOf = (listeners: readonly Pick<Listener, 'port'>[]): ReadonlySet<string> =>
  new Set(listeners.map(({ port }) => String(port)));

/** Cookies: any of the name, where the first of them is too long to be said. */
function shorter(matcher: HeaderMatcher): JsonObject | undefined {
  const loose = loosened(matcher);
  return loose && stringMatch(record(loose['string_match']));
}

function textOf(said: JsonObject): Text {
  if (typeof said['exact'] === 'string') return { exact: said['exact'] };
  const regex = unwrapped(patternOf(said));
  return /^(?:[A-Za-z0-9 _/:-]|\\[^A-Za-z0-9])+$/.test(regex) ? { exact: regex.replaceAll(/\\(.)/g, '$1') } : { regex };
}

/** patternOf puts a group around what may become part of another pattern. */
function unwrapped(regex: string): string {
  const inner = /^\(\?:((?:[^()\\]|\\.)*)\)$/.exec(regex)?.[1];
  return inner === undefined ? regex : unwrapped(inner);
}

function ofMethod(text: Text): Row | undefined {
  const names = 'exact' in text ? [text.exact] : text.regex.split('|');
  return names.every((name) => /^[A-Z]+$/.test(name)) ? rowOf(anyPath, { methods: new Set(names) }) : undefined;
}

/** Envoy looks for paths and parameters in one pseudo header; the API has a place for each. */
function ofPath(matcher: HeaderMatcher): Row | undefined {
  const literal = literalOf(matcher);
  if (literal === undefined) return undefined;
  const { test } = literal;
  if (test.subject === 'path') {
    const language = languageOf(test);
    return language && rowOf({ kind: 'language', text: '', language });
  }
  // Readers of the API expect the text itself, and other data planes decode it before they compare.
  if ('equals' in test && /^parameter:[A-Za-z0-9_.~-]+$/.test(test.subject) && /^[A-Za-z0-9_.~-]+$/.test(test.equals))
    return rowOf(anyPath, {
      parameters: new Map([[test.subject.slice('parameter:'.length), { exact: test.equals }]]),
    });
  const found = parameterNamed(test);
  if (found === undefined) return undefined;
  const { exact, regex } = found.value;
  const text: Text =
    typeof exact === 'string'
      ? { exact }
      : typeof regex === 'string'
        ? { regex: regex.replaceAll('\\C', '.') }
        : anyText;
  return rowOf(anyPath, { parameters: new Map([[found.name, text]]) });
}
