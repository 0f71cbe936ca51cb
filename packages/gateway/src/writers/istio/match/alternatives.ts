/**
 * A pattern that is too long for Istio as several: it has alternatives of its own, and a rule takes requests that one of
 * several matches takes.
 */
import { type HeaderMatcher, regex } from '../../envoy/config.ts';
import { record, text } from '../../kubernetes/plain.ts';
import { pattern } from '../../kubernetes/strings.ts';

/** So many matches of one rule can still be read. */
const most = 16;

/** Lists of matchers, one of which must hold as a whole. */
export function alternatives(headers: readonly HeaderMatcher[]): readonly (readonly HeaderMatcher[])[] {
  let lists: readonly (readonly HeaderMatcher[])[] = [[]];
  for (const one of headers) {
    const parts = partsOf(one);
    const next = lists.flatMap((list) => parts.map((part) => [...list, part]));
    lists = next.length > most ? lists.map((list) => [...list, one]) : next;
  }
  return lists;
}

function partsOf(matcher: HeaderMatcher): readonly HeaderMatcher[] {
  const whole = text(record(record(matcher['string_match'])['safe_regex'])['regex']);
  if (matcher['invert_match'] === true || whole === '' || pattern(whole) !== undefined) return [matcher];
  const joined: string[] = [];
  for (const part of topLevel(whole)) {
    const last = joined.at(-1);
    if (last !== undefined && pattern(`${last}|${part}`) !== undefined) joined[joined.length - 1] = `${last}|${part}`;
    else joined.push(part);
  }
  return joined.every((part) => pattern(part) !== undefined)
    ? joined.map((part): HeaderMatcher => ({ ...matcher, string_match: regex(part) }))
    : [matcher];
}

/** The alternatives outside of groups and classes. */
function topLevel(whole: string): readonly string[] {
  const parts: string[] = [];
  let [start, depth, inClass] = [0, 0, false];
  for (let at = 0; at < whole.length; at++) {
    const char = whole[at];
    if (char === '\\') at++;
    else if (inClass) inClass = char !== ']';
    else if (char === '[') inClass = true;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === '|' && depth === 0) {
      parts.push(whole.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, whole.slice(start)];
}
