/** Expressions and replacements as nginx accepts them (`ngx.re.sub`), for schemas. */
import { RE2JS } from 're2js';
import type { Shape } from '../schema/shape.ts';
import { violation } from '../schema/shape.ts';
import { itemsOf, textOf } from '../typed.ts';

function compiles(make: () => unknown): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether PCRE compiles the expression. It is asked of the two engines at hand; what only PCRE has (atomic groups, possessive
 * quantifiers, \K, recursion) counts as valid.
 */
export function isPcre(pattern: string): boolean {
  const known = asked.get(pattern);
  if (known !== undefined) return known;
  const is = compilesSomewhere(pattern);
  if (asked.size < 1000) asked.set(pattern, is);
  return is;
}

/** Estates use one expression on many routes. */
const asked = new Map<string, boolean>();

function compilesSomewhere(pattern: string): boolean {
  if (/\(\?>|[*+?}]\+|\\K|\\[GQR]|\(\?[|P&R]|\[\[:/.test(pattern)) return true;
  return compiles(() => new RegExp(pattern)) || compiles(() => RE2JS.compile(pattern));
}

/** Digits name groups; other variables are refused. */
const isReplacement = (text: string): boolean => /^(?:[^$]|\$\$|\$\d+|\$\{\d+\})*$/s.test(text);

const reference = /^\$(secret|env|ENV):\/\//;

/** Pairs of expression and replacement. */
export const replacementPairs: Shape = (node) => {
  const items = itemsOf(node);
  if (items.length % 2 !== 0) return violation(node, 'invalid', 'pairs of expression and replacement');
  for (const [index, item] of items.entries()) {
    const text = textOf(item) ?? '';
    const valid = index % 2 === 0 ? isPcre(text) : isReplacement(text);
    if (!valid && !reference.test(text)) return violation(item, 'invalid', text);
  }
  return undefined;
};

export const expressions: Shape = (node) => {
  for (const item of itemsOf(node)) {
    const text = textOf(item) ?? '';
    if (!isPcre(text)) return violation(item, 'invalid', text);
  }
  return undefined;
};
