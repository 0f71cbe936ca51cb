import { type Data, field, flag, number, table, tableOrEmpty, tables, text, unknownFields } from '../data.ts';
import { type Headers, isGrpc } from '../headers.ts';
import type { Stream } from '../stream.ts';
import { fullMatch, regexText } from '../text/regex.ts';
import { stringMatch } from '../text/string-match.ts';
import { valueAt } from '../text/metadata.ts';
import { headerMatches } from './header-match.ts';
import { type Parameters, queryMatch } from './query-match.ts';
import { pathOf, queryOf } from './target.ts';

/** What the matchers of one lookup share. */
export interface Looked {
  readonly path: string;
  parameters: Parameters | undefined;
}

export const look = (target: string): Looked => ({ path: pathOf(target), parameters: undefined });

type Condition = (stream: Stream, looked: Looked) => boolean;

export interface CompiledMatch {
  readonly matches: Condition;
  /** What every path that matches begins with, and whether nothing may follow; for the index. */
  readonly literal: string;
  readonly exact: boolean;
}

const known = [
  'prefix',
  'path',
  'safe_regex',
  'connect_matcher',
  'path_separated_prefix',
  'case_sensitive',
  'runtime_fraction',
  'headers',
  'query_parameters',
  'cookies',
  'grpc',
  'dynamic_metadata',
];

/** A `RouteMatch` (config.route.v3): the path first, then all other conditions. */
export function compileMatch(match: Data): CompiledMatch {
  const path = pathMatch(match);
  const conditions = [...otherConditions(match)];
  for (const name of unknownFields(match, known)) conditions.push(notKnown(`match.${name}`));
  const [first, second] = conditions;
  if (first === undefined) return { ...path, matches: path.holds };
  if (second === undefined)
    return { ...path, matches: (stream, looked) => path.holds(stream, looked) && first(stream, looked) };
  return {
    ...path,
    matches: (stream, looked) => {
      if (!path.holds(stream, looked)) return false;
      for (const condition of conditions) if (!condition(stream, looked)) return false;
      return true;
    },
  };
}

/** A condition of an unknown kind: taken to hold, and said not to be covered. */
const notKnown =
  (part: string): Condition =>
  (stream) => {
    stream.notCovered(part);
    return true;
  };

function pathMatch(match: Data): { readonly holds: Condition; readonly literal: string; readonly exact: boolean } {
  const folds = flag(match, 'case_sensitive') === false;
  const exact = text(match, 'path');
  const prefix = text(match, 'prefix');
  const separated = text(match, 'path_separated_prefix');
  const regex = table(match, 'safe_regex');
  const literal = exact ?? prefix ?? separated;
  if (literal !== undefined && folds) {
    const own = literal.toLowerCase();
    const test = plainPath(own, exact !== undefined, separated !== undefined);
    return { holds: (_, { path }) => test(path.toLowerCase()), literal: '', exact: false };
  }
  if (literal !== undefined) {
    const test = plainPath(literal, exact !== undefined, separated !== undefined);
    return { holds: (_, { path }) => test(path), literal, exact: exact !== undefined };
  }
  if (regex !== undefined) {
    const pattern = fullMatch(regexText(regex));
    return { holds: (_, { path }) => pattern(path), literal: literalStart(regexText(regex)), exact: false };
  }
  if (field(match, 'connect_matcher') !== undefined) {
    return { holds: ({ headers }) => headers.first(':method') === 'CONNECT', literal: '', exact: false };
  }
  return { holds: () => true, literal: '', exact: false };
}

function plainPath(literal: string, exact: boolean, separated: boolean): (path: string) => boolean {
  if (exact) return (path) => path === literal;
  if (!separated) return (path) => path.startsWith(literal);
  return (path) => path.startsWith(literal) && (path.length === literal.length || path[literal.length] === '/');
}

/** The characters that every match of the pattern begins with. */
function literalStart(pattern: string): string {
  if (/[|]/.test(pattern.replace(/\[[^\]]*\]|\((?:[^()]|\([^()]*\))*\)/g, ''))) return '';
  const found = /^\^?((?:[\w/~@%&=:;"'<>`!, -]|\\[-./])*)(.?)/.exec(pattern);
  const [, plain = '', next = ''] = found ?? [];
  const parts = plain.match(/\\?./g) ?? [];
  const sure = /[*+?{]/.test(next) ? parts.slice(0, -1) : parts;
  return sure.map((part) => part.at(-1) ?? '').join('');
}

function* otherConditions(match: Data): Generator<Condition> {
  const fraction = table(match, 'runtime_fraction');
  if (fraction !== undefined) yield runtimeFraction(tableOrEmpty(fraction, 'default_value'));
  if (field(match, 'grpc') !== undefined) {
    yield ({ headers }) => isGrpc(headers);
  }
  const headers = headerMatches(tables(match, 'headers'));
  if (headers === undefined) yield notKnown('match.headers');
  else for (const one of headers) yield (stream) => one(stream.headers);
  for (const parameter of tables(match, 'query_parameters')) {
    const one = queryMatch(parameter);
    yield one === undefined
      ? notKnown('match.query_parameters')
      : (stream, looked) => one((looked.parameters ??= queryOf(stream.headers.first(':path') ?? '')));
  }
  for (const cookie of tables(match, 'cookies')) yield cookieMatch(cookie);
  for (const metadata of tables(match, 'dynamic_metadata')) yield metadataMatch(metadata);
}

const denominators: Readonly<Record<string, number>> = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 };

/** The share of a `FractionalPercent`, from 0 to 1. */
export const share = (percent: Data): number =>
  (number(percent, 'numerator') ?? 0) / (denominators[text(percent, 'denominator') ?? 'HUNDRED'] ?? 100);

function runtimeFraction(percent: Data): Condition {
  const part = share(percent);
  if (part >= 1) return () => true;
  return part <= 0 ? () => false : ({ surroundings }) => surroundings.random() < part;
}

function cookieMatch(matcher: Data): Condition {
  const name = text(matcher, 'name') ?? '';
  const match = stringMatch(tableOrEmpty(matcher, 'string_match'));
  const inverted = flag(matcher, 'invert_match') === true;
  return (stream) => {
    const value = cookieValue(stream.headers, name);
    return (value !== undefined && (match === undefined || match(value))) !== inverted;
  };
}

/** The value of a cookie, without the quotes around it (Utility::parseCookieValue). */
export function cookieValue(headers: Headers, name: string): string | undefined {
  for (const header of headers.all('cookie')) {
    for (const part of header.split(';')) {
      const equals = part.indexOf('=');
      if (equals < 0 || part.slice(0, equals).trim() !== name) continue;
      return part
        .slice(equals + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1');
    }
  }
  return undefined;
}

function metadataMatch(matcher: Data): Condition {
  const namespace = text(matcher, 'filter') ?? '';
  const path = tables(matcher, 'path').map((segment) => text(segment, 'key') ?? '');
  const inverted = flag(matcher, 'invert') === true;
  const value = valueMatch(tableOrEmpty(matcher, 'value'));
  if (value === undefined) return notKnown('match.dynamic_metadata');
  return ({ metadata }) => value(valueAt(metadata?.get(namespace), path)) !== inverted;
}

/** A `ValueMatcher` (envoy/type/matcher/v3/value.proto), without lists. */
export function valueMatch(matcher: Data): ((value: unknown) => boolean) | undefined {
  const words = table(matcher, 'string_match');
  if (words !== undefined) {
    const match = stringMatch(words);
    return match === undefined ? undefined : (value) => typeof value === 'string' && match(value);
  }
  const truth = flag(matcher, 'bool_match');
  if (truth !== undefined) return (value) => value === truth;
  const present = flag(matcher, 'present_match');
  if (present !== undefined) return (value) => (value !== undefined) === present;
  return field(matcher, 'null_match') === undefined ? undefined : (value) => value === null;
}
