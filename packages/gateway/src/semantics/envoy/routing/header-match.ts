import { type Data, field, flag, number, table, tableOrEmpty, text } from '../data.ts';
import type { Headers } from '../headers.ts';
import { fullMatch, type Pattern, regexText } from '../text/regex.ts';
import { stringMatch } from '../text/string-match.ts';

export type HeaderMatch = (headers: Headers) => boolean;

/**
 * A `HeaderMatcher` (config.route.v3, source/common/http/header_utility.cc). Repeated headers are matched as one value,
 * joined by commas. A matcher of values never matches a header that is not there, inverted or not, unless a missing
 * header counts as empty; a matcher of presence may be inverted.
 */
export function headerMatch(matcher: Data): HeaderMatch | undefined {
  const name = (text(matcher, 'name') ?? '').toLowerCase();
  const inverted = flag(matcher, 'invert_match') === true;
  const asEmpty = flag(matcher, 'treat_missing_header_as_empty') === true;
  const value = valueMatch(matcher);
  if (value === undefined) {
    if (unknownKind(matcher)) return undefined;
    const present = (flag(matcher, 'present_match') ?? true) !== inverted;
    // Missing as empty makes every header present.
    return asEmpty ? () => present : (headers) => headers.has(name) === present;
  }
  return (headers) => {
    const given = headers.get(name) ?? (asEmpty ? '' : undefined);
    return given !== undefined && value(given) !== inverted;
  };
}

function valueMatch(matcher: Data): Pattern | undefined {
  if (field(matcher, 'string_match') !== undefined) return stringMatch(tableOrEmpty(matcher, 'string_match'));
  const exact = text(matcher, 'exact_match');
  if (exact !== undefined) return (value) => value === exact;
  const regex = table(matcher, 'safe_regex_match');
  if (regex !== undefined) return fullMatch(regexText(regex));
  const prefix = text(matcher, 'prefix_match');
  if (prefix !== undefined) return (value) => value.startsWith(prefix);
  const suffix = text(matcher, 'suffix_match');
  if (suffix !== undefined) return (value) => value.endsWith(suffix);
  const contains = text(matcher, 'contains_match');
  if (contains !== undefined) return (value) => value.includes(contains);
  const range = table(matcher, 'range_match');
  return range === undefined ? undefined : inRange(number(range, 'start') ?? 0, number(range, 'end') ?? 0);
}

/** From `start`, below `end`; the whole value must be a number in base 10. */
const inRange =
  (start: number, end: number): Pattern =>
  (value) =>
    /^[-+]?\d+$/.test(value) && Number(value) >= start && Number(value) < end;

const unknownKind = (matcher: Data): boolean =>
  field(matcher, 'string_match') !== undefined || field(matcher, 'custom_match') !== undefined;

/** All of them; undefined when one is of a kind that is not known. */
export function headerMatches(matchers: readonly Data[]): readonly HeaderMatch[] | undefined {
  const made = matchers.map(headerMatch);
  return made.every((one) => one !== undefined) ? made : undefined;
}
