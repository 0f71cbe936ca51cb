/**
 * Parameters and cookies in fewer characters. Envoy's own routes read the query with one pattern, which finds the first
 * parameter of a name however it is escaped; that easily grows beyond the 1024 characters that Istio takes. Istio can ask
 * for a parameter by its name. Where that does not do, any parameter or cookie of the name counts, not the first alone.
 */
import type { Test } from '@banyan/core/condition/condition.ts';
import { cookieValue, parameterName, parameterValue } from '../../envoy/language/alphabet.ts';
import { acceptsEmpty, text } from '../../envoy/language/expression.ts';
import { print } from '../../envoy/language/print.ts';
import { languageOf } from '../../envoy/language/test-language.ts';
import { type HeaderMatcher, type JsonObject, regex } from '../../envoy/config.ts';
import { literalOf } from '../../envoy/match/matchers.ts';
import { text as textOf } from '../../kubernetes/plain.ts';
import { pattern } from '../../kubernetes/strings.ts';
import { shortRanges } from './addresses.ts';

/** `queryParams` of a match: the name and what its first value must be; undefined for anything else. */
export function parameterOf(matcher: HeaderMatcher): { readonly name: string; readonly value: JsonObject } | undefined {
  const literal = literalOf(matcher);
  return literal === undefined || literal.negated ? undefined : parameterNamed(literal.test);
}

/** The same for a test. */
export function parameterNamed(test: Test): { readonly name: string; readonly value: JsonObject } | undefined {
  if (!test.subject.startsWith('parameter:')) return undefined;
  const name = test.subject.slice('parameter:'.length);
  if (!/^[A-Za-z0-9_.~-]+$/.test(name)) return undefined;
  if ('present' in test) return { name, value: {} };
  if ('equals' in test && /^[A-Za-z0-9_.~-]+$/.test(test.equals))
    return { name, value: pattern(print(text(test.equals), parameterValue)) ?? { exact: test.equals } };
  const language = languageOf(test);
  const value = language && pattern(print(language, parameterValue));
  return value && { name, value };
}

/** The same matcher with a shorter pattern: one way of writing an address, or a name anywhere. */
export function loosened(matcher: HeaderMatcher): HeaderMatcher | undefined {
  const ranges = shortRanges(matcher);
  if (ranges !== undefined) return { ...matcher, string_match: regex(textOf(ranges['regex'])) };
  const literal = literalOf(matcher);
  const language = literal && languageOf(literal.test);
  if (literal === undefined || language === undefined) return undefined;
  const { subject } = literal.test;
  const name = subject.slice(subject.indexOf(':') + 1);
  if (subject.startsWith('parameter:')) {
    const value = `=(?:${print(language, parameterValue)})`;
    const valued = acceptsEmpty(language) ? `(?:${value})?` : value;
    return { ...matcher, string_match: regex(`[^?]*\\?(?:.*&)?${print(text(name), parameterName)}${valued}(?:&.*)?`) };
  }
  if (!subject.startsWith('cookie:')) return undefined;
  const blanks = '[ \\t]*';
  const key = `(?:.*;)?${blanks}${print(text(name), cookieValue)}${blanks}=${blanks}`;
  return { ...matcher, string_match: regex(`${key}(?:${print(language, cookieValue)})${blanks}(?:;.*)?`) };
}
