/** Disjunctive normal form: Envoy's routes are conjunctions, so each alternative of a condition becomes a route. */
import type { Condition, Test } from '@banyan/core/condition/condition.ts';

export interface Literal {
  readonly test: Test;
  readonly negated: boolean;
}

/** Beyond this many alternatives a route is not written out. */
export const mostAlternatives = 256;

/** The alternatives, each a conjunction; undefined when there are too many. */
export function alternativesOf(condition: Condition, negated = false): readonly (readonly Literal[])[] | undefined {
  if ('always' in condition) return condition.always === negated ? [] : [[]];
  if ('not' in condition) return alternativesOf(condition.not, !negated);
  if ('all' in condition) return negated ? either(condition.all, true) : both(condition.all, false);
  if ('any' in condition) return negated ? both(condition.any, true) : either(condition.any, false);
  return [[{ test: condition, negated }]];
}

function either(parts: readonly Condition[], negated: boolean): readonly (readonly Literal[])[] | undefined {
  const found = parts.map((part) => alternativesOf(part, negated));
  const all = found.every((part) => part !== undefined) ? found.flat() : undefined;
  return all !== undefined && all.length <= mostAlternatives ? all : undefined;
}

function both(parts: readonly Condition[], negated: boolean): readonly (readonly Literal[])[] | undefined {
  let sofar: readonly (readonly Literal[])[] = [[]];
  for (const part of parts) {
    const next = alternativesOf(part, negated);
    if (next === undefined || sofar.length * next.length > mostAlternatives) return undefined;
    sofar = sofar.flatMap((head) => next.map((tail) => [...head, ...tail]));
  }
  return sofar;
}
