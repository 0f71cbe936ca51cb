/** What both kinds of lanes do with all their cases: convert one after the other, and hand over what was observed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Result } from '@banyan/core/result.ts';
import type { CaseOutcome } from '../outcome.ts';
import type { VectorCase } from '../vector.ts';
import type { Unconverted } from './convert.ts';
import { unreachable } from './exercise.ts';
import type { LaneOrder } from './run.ts';

/** The cases that could be converted, as `ready` makes them; the outcome of the others is known. */
export async function convertAll<Converted, Ready>(
  cases: readonly VectorCase[],
  order: LaneOrder,
  outcomes: Map<string, CaseOutcome>,
  convert: (one: VectorCase, folder: string, order: LaneOrder) => Result<Converted, Unconverted>,
  ready: (one: VectorCase, number: number, converted: Converted) => Ready,
): Promise<Ready[]> {
  const list: Ready[] = [];
  for (const [number, one] of cases.entries()) {
    // Lets the event loop notice that the starter is gone.
    await turn();
    const converted = convert(one, join(order.folder, one.id), order);
    if (converted.ok) list.push(ready(one, number, converted.value));
    else outcomes.set(one.id, unreachable(one, converted.error.problem, converted.error.predict));
  }
  return list;
}

/** Ends the process of the lane. */
export function handOver(
  cases: readonly VectorCase[],
  order: LaneOrder,
  outcomes: ReadonlyMap<string, CaseOutcome>,
): never {
  writeFileSync(order.output, JSON.stringify(cases.map(({ id }) => outcomes.get(id))));
  process.exit(0);
}
