/**
 * Paths. Envoy compares after its own normalisation, which leaves most escapes as sent, so a literal that may be sent
 * escaped or not is a regular expression; others keep Envoy's exact and prefix matches.
 */
import type { PathMatch } from '../../../model/model.ts';
import type { HeaderMatcher, JsonObject } from '../config.ts';
import { matchHeader } from '../lua/path.ts';
import { path as alphabet } from '../language/alphabet.ts';
import { matchesWhole } from '../language/anchors.ts';
import { anything, type Expression, sequence, text } from '../language/expression.ts';
import { parsePattern } from '../language/parse.ts';
import { print } from '../language/print.ts';

/** The path part of a RouteMatch; undefined when the pattern cannot be said over escaped text. */
export function pathMatch(match: PathMatch): JsonObject | undefined {
  if (match.kind === 'exact' && unambiguous(match.path)) return { path: match.path };
  if (match.kind === 'prefix' && (unambiguous(match.prefix) || match.prefix === ''))
    return { prefix: match.prefix || '/' };
  const language = pathLanguage(match);
  return language && { safe_regex: { regex: print(language, alphabet) } };
}

/** The path where it stands in a header of its own, because rules do not match on the path that everything else sees. */
export function matchedApart(match: PathMatch): HeaderMatcher | undefined {
  const language = pathLanguage(match);
  return language && { name: matchHeader, string_match: { safe_regex: { regex: print(language, alphabet) } } };
}

export function pathLanguage(match: PathMatch): Expression | undefined {
  if (match.kind === 'exact') return text(match.path);
  if (match.kind === 'prefix') return sequence([text(match.prefix), anything]);
  const parsed = parsePattern(match.regex);
  return parsed && matchesWhole(parsed);
}

/** Characters that stand for themselves and nothing else after normalisation. */
const unambiguous = (literal: string): boolean => /^\/[A-Za-z0-9._~/-]*$/.test(literal);
