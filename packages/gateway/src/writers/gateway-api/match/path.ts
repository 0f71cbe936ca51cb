/**
 * Paths of matches, over the decoded path. Two of them are met by taking from the wider one what may follow the literal
 * beginning of the narrower.
 */
import type { PathMatch } from '../../../model/model.ts';
import { path as alphabet } from '../../envoy/language/alphabet.ts';
import { relation } from '../../envoy/language/compare.ts';
import { acceptsEverything, after, isNothing, keyOf } from '../../envoy/language/derivative.ts';
import { acceptsEmpty, anything, choice, type Expression, sequence, text } from '../../envoy/language/expression.ts';
import { print } from '../../envoy/language/print.ts';
import { pathLanguage } from '../../envoy/match/paths.ts';
import { quoted } from '../../kubernetes/strings.ts';
import type { Meeting } from './text.ts';

export type Path =
  | { readonly kind: 'exact'; readonly text: string }
  | { readonly kind: 'prefix'; readonly text: string }
  /** Every path in it begins with `text`. */
  | {
      readonly kind: 'language';
      readonly text: string;
      readonly language: Expression;
      /** Set where it must be said as the PathPrefix of this text: all of its segments and what is below. */
      readonly segment?: string;
    };

export const anyPath: Path = { kind: 'prefix', text: '/' };

/** undefined when the pattern has no form over escaped text. */
export function pathOf(match: PathMatch): Path | undefined {
  if (match.kind === 'exact') return { kind: 'exact', text: match.path };
  if (match.kind === 'prefix') return { kind: 'prefix', text: match.prefix === '' ? '/' : match.prefix };
  const language = pathLanguage(match);
  return language && { kind: 'language', text: match.prefix, language };
}

/** What a PathPrefix means. */
export const segmentPath = (segment: string): Path => ({
  kind: 'language',
  text: segment,
  language: choice([text(segment), sequence([text(`${segment}/`), anything])]),
  segment,
});

export function meetPaths(one: Path, other: Path): Meeting<Path> {
  // The same object stays what it is.
  if (one === other) return one;
  // Everything leaves the other as it is.
  if (one.kind === 'prefix' && other.text.startsWith(one.text)) return other;
  if (other.kind === 'prefix' && one.text.startsWith(other.text)) return one;
  if (one.kind === 'exact') return hasPath(other, one.text) ? one : 'never';
  if (other.kind === 'exact') return hasPath(one, other.text) ? other : 'never';
  const [short, long] = one.text.length <= other.text.length ? [one, other] : [other, one];
  if (!long.text.startsWith(short.text)) return 'never';
  if (short.kind === 'prefix') return long;
  return long.kind === 'prefix' ? behind(long.text, short.language) : meetLanguages(short, long);
}

type InLanguage = Extract<Path, { readonly kind: 'language' }>;

function meetLanguages(one: InLanguage, other: InLanguage): Meeting<Path> {
  const found = relation(one.language, other.language);
  if (found === 'apart') return 'never';
  if (found === 'within' || found === 'equal') return one;
  return found === 'around' ? other : undefined;
}

/** Paths of the language that begin with the text. */
function behind(beginning: string, language: Expression): Meeting<Path> {
  const rest = after(language, beginning);
  if (isNothing(rest)) return 'never';
  if (acceptsEverything(rest)) return { kind: 'prefix', text: beginning };
  return { kind: 'language', text: beginning, language: sequence([text(beginning), rest]) };
}

const hasPath = (path: Path, exact: string): boolean => {
  if (path.kind === 'exact') return path.text === exact;
  if (!exact.startsWith(path.text)) return false;
  return path.kind === 'prefix' || acceptsEmpty(after(path.language, exact));
};

/** Whether every path of the second is one of the first; when in doubt, not. */
export function coversPath(wide: Path, narrow: Path): boolean {
  if (wide.kind === 'prefix') return narrow.text.startsWith(wide.text);
  if (narrow.kind === 'exact') return hasPath(wide, narrow.text);
  if (wide.kind !== 'language') return false;
  if (wide.segment !== undefined && narrow.text.startsWith(`${wide.segment}/`)) return true;
  if (narrow.kind !== 'language') return false;
  return keyOf(wide.language) === keyOf(narrow.language);
}

/** httproute_types.go: what Exact may hold; everything else is said as an expression. */
const plain = /^\/[-A-Za-z0-9/._~]*$/;
const strange = /\/\/|\/\.{1,2}(?:\/|$)/;

/** For Exact, where the API takes it so. */
export const exactPath = (path: Path): string | undefined =>
  path.kind === 'exact' && plain.test(path.text) && !strange.test(path.text) ? path.text : undefined;

/** As an expression: a PathPrefix means whole segments, and `/a/` also `/a`. */
export function pattern(path: Path): string {
  if (path.kind === 'language') return print(path.language, alphabet).replaceAll('\\C', '.');
  const literal = plain.test(path.text) ? quoted(path.text) : print(text(path.text), alphabet);
  return path.kind === 'exact' ? literal : `${literal}.*`;
}
