/**
 * A condition that may contain tests which cannot be expressed: all requests that hold are within `upper`, and all of `lower`
 * hold. Where everything can be expressed both are the same.
 */
import type { Condition } from '@banyan/core/condition/condition.ts';
import { all, always, any, never, not } from '@banyan/core/condition/condition.ts';

export interface Bounds {
  readonly upper: Condition;
  readonly lower: Condition;
}

export const exactly = (condition: Condition): Bounds => ({ upper: condition, lower: condition });
export const unknown: Bounds = { upper: always, lower: never };
export const holds = exactly(always);
export const fails = exactly(never);

/** Keeps one condition when both bounds are the same, so that exact conditions stay small. */
function pair(parts: readonly Bounds[], join: (parts: readonly Condition[]) => Condition): Bounds {
  const upper = join(parts.map((part) => part.upper));
  return parts.every(isExact) ? exactly(upper) : { upper, lower: join(parts.map((part) => part.lower)) };
}

export const allOf = (parts: readonly Bounds[]): Bounds => pair(parts, all);
export const anyOf = (parts: readonly Bounds[]): Bounds => pair(parts, any);

export function negate({ upper, lower }: Bounds): Bounds {
  return upper === lower ? exactly(not(upper)) : { upper: not(lower), lower: not(upper) };
}

export const isExact = ({ upper, lower }: Bounds): boolean => upper === lower;
