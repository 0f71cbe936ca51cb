/** What one header or parameter must be, as Gateway API says it: a text, or an expression (RE2) for the whole of it. */
import { RE2JS } from 're2js';
import { matchesWhole } from '../../envoy/language/anchors.ts';
import { type Relation, relation } from '../../envoy/language/compare.ts';
import type { Expression } from '../../envoy/language/expression.ts';
import { parsePattern } from '../../envoy/language/parse.ts';

export type Text = { readonly exact: string } | { readonly regex: string };

/** Present, whatever it holds. */
export const anyText = { regex: '.*' } as const satisfies Text;

/** `never`: no value is both. */
export type Meeting<T> = T | 'never' | undefined;

/** What both ask for; undefined when that is no single expression. */
export function meetTexts(one: Text, other: Text): Meeting<Text> {
  if ('exact' in one && 'exact' in other) return one.exact === other.exact ? one : 'never';
  if ('exact' in one) return within(one, other);
  if ('exact' in other) return within(other, one);
  if (one.regex === other.regex || other.regex === anyText.regex) return one;
  if (one.regex === anyText.regex) return other;
  const found = relationOf(one.regex, other.regex);
  if (found === 'apart') return 'never';
  if (found === 'within' || found === 'equal') return one;
  return found === 'around' ? other : undefined;
}

const relations = new Map<string, Relation | undefined>();

/** How two expressions for whole values lie to each other. */
function relationOf(one: string, other: string): Relation | undefined {
  const key = `${one}\n${other}`;
  if (relations.has(key)) return relations.get(key);
  const [left, right] = [languageOf(one), languageOf(other)];
  const found = left && right && relation(left, right);
  relations.set(key, found);
  return found;
}

function languageOf(regex: string): Expression | undefined {
  const parsed = parsePattern(regex);
  return parsed && matchesWhole(parsed);
}

const within = (text: { readonly exact: string }, pattern: Text): Meeting<Text> =>
  'regex' in pattern && matcher(pattern.regex)(text.exact) ? text : 'never';

/** Whether everything that the second takes is taken by the first; when in doubt, not. */
export function coversText(wide: Text, narrow: Text): boolean {
  if ('exact' in wide) return 'exact' in narrow && wide.exact === narrow.exact;
  if (wide.regex === anyText.regex) return true;
  return 'exact' in narrow ? matcher(wide.regex)(narrow.exact) : wide.regex === narrow.regex;
}

const known = new Map<string, (text: string) => boolean>();

function matcher(regex: string): (text: string) => boolean {
  const found = known.get(regex);
  if (found !== undefined) return found;
  const compiled = RE2JS.compile(regex);
  const made = (text: string): boolean => compiled.matcher(text).matches();
  known.set(regex, made);
  return made;
}
