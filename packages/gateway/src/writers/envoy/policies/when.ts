/** A policy's condition as guards of variants, and what Envoy may decide otherwise about it. */
import type { Condition } from '@banyan/core/condition/condition.ts';
import { asked } from '../client/pattern.ts';
import type { HeaderMatcher } from '../config.ts';
import { internal } from '../match/carrier.ts';
import { conjunctionsOf } from '../match/conjunctions.ts';
import { doubtsAbout } from '../match/doubts.ts';
import type { Difference, PolicyContext, Variant } from './variant.ts';

export interface Guards {
  /** One list of matchers for each alternative. */
  readonly guards: readonly (readonly HeaderMatcher[])[];
  readonly differences: readonly Difference[];
}

/** undefined when Envoy cannot decide the condition before it chooses a route. `variant`: for whom it is asked. */
export function guardsOf(
  when: Condition,
  { route, needs }: PolicyContext,
  variant?: Pick<Variant, 'client'>,
): Guards | undefined {
  const whole = variant?.client === undefined ? when : asked(when, variant.client);
  const conjunctions = whole && conjunctionsOf(whole);
  if (conjunctions === undefined || conjunctions.some(({ undecided }) => undecided.length > 0)) return undefined;
  const differences = doubtsAbout(when).map(
    (doubt): Difference => ({ ...doubt, params: { route: route ?? '-' }, verdict: 'exact' }),
  );
  for (const { headers } of conjunctions)
    for (const one of headers) {
      needs.told.add(one);
      if (internalNames.has(one.name)) needs.internalHeaders.add(one.name);
    }
  return { guards: conjunctions.map(({ headers }) => headers), differences };
}

const internalNames: ReadonlySet<string> = new Set(Object.values(internal));

export const isAlways = (condition: Condition): boolean => 'always' in condition && condition.always;
