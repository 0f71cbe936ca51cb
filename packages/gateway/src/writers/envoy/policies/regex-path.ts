/**
 * proxy-rewrite `regex_uri`: the first pair whose pattern is found in the decoded path decides, and its first occurrence
 * is replaced. Envoy replaces every occurrence, so the pattern is made to take the whole path; each pair is a variant of
 * its own, guarded by the pattern.
 */
import { always, any, type Condition } from '@banyan/core/condition/condition.ts';
import type { RewriteRequest } from '../../../model/transforms.ts';
import type { HeaderMatcher, JsonObject } from '../config.ts';
import { path as alphabet } from '../language/alphabet.ts';
import { type Expression, repeat, sequence, bytes } from '../language/expression.ts';
import { anyByte } from '../language/bytes.ts';
import { parsePattern } from '../language/parse.ts';
import { print } from '../language/print.ts';
import { matchersOf } from '../match/matchers.ts';
import { remembering } from '../memory.ts';
import { escapePath } from './escape.ts';
import type { Difference, Variant } from './variant.ts';

type RegexPath = Extract<RewriteRequest['path'], { readonly kind: 'regex' }>;

export function regexPath(
  path: RewriteRequest['path'],
  variant: Variant,
  differences: Difference[],
): readonly Variant[] {
  if (path?.kind !== 'regex') return [variant];
  const variants: Variant[] = [];
  for (const pair of path.pairs) {
    const made = onePair(pair, variant);
    if (made === undefined) {
      differences.push({ code: 'ENV033', params: { pattern: pair.pattern }, verdict: 'unsupported', when: always });
      continue;
    }
    if (pair.to.includes('?') || /\$\d/.test(pair.to))
      differences.push({
        code: 'ENV034',
        params: { name: 'regex_uri', variable: 'uri' },
        verdict: 'approximated',
        when: pair.to.includes('?') ? any([escapes, { subject: 'query', present: true }]) : escapes,
      });
    variants.push(made);
  }
  return [...variants, variant];
}

const escapes: Condition = { subject: 'rawPath', contains: '%' };

function onePair(pair: RegexPath['pairs'][number], variant: Variant): Variant | undefined {
  const made = firstOccurrence(pair.pattern, pair.to);
  if (made === undefined) return undefined;
  return {
    ...variant,
    guard: [...variant.guard, ...made.guard],
    forward: { ...variant.forward, path_rewrite: undefined, regex_rewrite: made.rewrite },
  };
}

/**
 * Guard and RegexMatchAndSubstitute that replace the first occurrence in the path. undefined when the pattern has no form
 * over escaped text or too many groups.
 */
export const firstOccurrence = (from: string, to: string): Replacement | undefined =>
  remembered(JSON.stringify([from, to]), () => replacement(from, to));

interface Replacement {
  readonly anchored: boolean;
  readonly guard: readonly HeaderMatcher[];
  readonly rewrite: JsonObject;
}

const remembered = remembering<Replacement | undefined>();

function replacement(from: string, to: string): Replacement | undefined {
  const parsed = parsePattern(from);
  const guard = matchersOf({ test: { subject: 'path', matches: from }, negated: false });
  if (parsed === undefined || guard === undefined) return undefined;
  const before = anchoredAtStart(parsed) ? [] : [capture(repeat(bytes(anyByte), 0, undefined, true))];
  const whole = sequence([...before, parsed, capture(repeat(bytes(anyByte), 0))]);
  const shift = before.length;
  const last = shift + captures(parsed) + 1;
  if (last > 9) return undefined;
  const replaced = substitute(to, shift, captures(parsed));
  const substitution = `${shift === 1 ? '\\1' : ''}${replaced}\\${last}`;
  return { anchored: shift === 0, guard, rewrite: { pattern: { regex: `^${print(whole, alphabet)}$` }, substitution } };
}

const capture = (item: Expression): Expression => ({ kind: 'capture', item });

function anchoredAtStart(expression: Expression): boolean {
  if (expression.kind === 'start') return true;
  if (expression.kind === 'sequence') return expression.items[0] !== undefined && anchoredAtStart(expression.items[0]);
  if (expression.kind === 'choice') return expression.items.length > 0 && expression.items.every(anchoredAtStart);
  return expression.kind === 'capture' && anchoredAtStart(expression.item);
}

function captures(expression: Expression): number {
  switch (expression.kind) {
    case 'capture':
      return 1 + captures(expression.item);
    case 'sequence':
    case 'choice':
      return expression.items.reduce((sum, item) => sum + captures(item), 0);
    case 'repeat':
      return captures(expression.item);
    case 'bytes':
    case 'start':
    case 'end':
      break;
  }
  return 0;
}

/** `$1` becomes RE2's `\2` behind a leading capture; a number without group is empty; other text is escaped. */
function substitute(to: string, shift: number, groups: number): string {
  return to
    .split(/(\$\$|\$\{?\d\}?)/)
    .map((piece) => {
      if (piece === '$$') return '$';
      const found = /^\$\{?(\d)\}?$/.exec(piece);
      if (found === null) return piece.split('?').map(escapePath).join('?').replaceAll('\\', '\\\\');
      const number = Number(found[1]);
      return number > groups || number === 0 ? '' : `\\${number + shift}`;
    })
    .join('');
}
