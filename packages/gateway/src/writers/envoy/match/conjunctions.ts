/** A rule's methods and condition as lists of native matchers. */
import type { HeaderMatcher } from '../config.ts';
import type { Condition } from '@banyan/core/condition/condition.ts';
import { alternativesOf, type Literal, mostAlternatives } from './literals.ts';
import { matchersOf } from './matchers.ts';

/** One Envoy route: all matchers must hold. */
export interface Conjunction {
  readonly headers: readonly HeaderMatcher[];
  /** Parts of the condition that Envoy cannot decide; the route is then closed for whoever gets this far. */
  readonly undecided: readonly Literal[];
}

/** undefined when the condition has too many alternatives to write out. */
export function conjunctionsOf(condition: Condition): readonly Conjunction[] | undefined {
  const alternatives = alternativesOf(condition);
  if (alternatives === undefined) return undefined;
  const found = alternatives.flatMap(expand);
  // Surest first: a route that Envoy decides must not be hidden by one that it closes.
  const decided = found.filter(({ undecided }) => undecided.length === 0);
  const open = found.filter(({ undecided }) => undecided.length > 0);
  return found.length <= mostAlternatives ? [...decided, ...open] : undefined;
}

function expand(literals: readonly Literal[]): readonly Conjunction[] {
  let sofar: readonly Conjunction[] = [{ headers: [], undecided: [] }];
  for (const literal of literals) {
    const matchers = matchersOf(literal);
    sofar =
      matchers === undefined
        ? sofar.map((one) => ({ ...one, undecided: [...one.undecided, literal] }))
        : sofar.flatMap((one) => matchers.map((matcher) => ({ ...one, headers: [...one.headers, matcher] })));
  }
  return sofar;
}

/** GET does not imply HEAD; no methods means any. */
export function methodMatcher(methods: readonly string[]): readonly HeaderMatcher[] {
  const [only] = methods;
  if (only === undefined) return [];
  return [
    {
      name: ':method',
      string_match: methods.length === 1 ? { exact: only } : { safe_regex: { regex: methods.join('|') } },
    },
  ];
}
