/** One look at the independent counters: where the traffic of a phase went since its share was written. */
import type { Reading } from '@banyan/traffic/indicators/indicator.ts';
import type { Counters } from '../../world/world.ts';
import type { Observed } from '../step.ts';
import { baseOf, since } from './counts.ts';
import type { WatchMemory } from './memory.ts';
import { agrees, enough, type Measured, percent } from './share.ts';

export interface Look {
  readonly edge: Reading | undefined;
  readonly newGateway: Reading | undefined;
  readonly oldGateway: Reading | undefined;
}

/** Reads all counters at once; one that does not answer is undefined. */
export async function look(counters: Counters, signal: AbortSignal): Promise<Look> {
  const [edge, newGateway, oldGateway] = await Promise.all(
    [counters.edge, counters.newGateway, counters.oldGateway].map(async (source) => {
      const read = await source?.read(signal);
      return read?.ok ? read.value : undefined;
    }),
  );
  return { edge, newGateway, oldGateway };
}

/** Fills in points to count from that are missing, and replaces those of processes that began anew. */
export function withBase(memory: WatchMemory, seen: Look): WatchMemory {
  const base = { ...memory.base };
  for (const name of ['edge', 'newGateway', 'oldGateway'] as const) {
    const reading = seen[name];
    if (reading !== undefined && base[name]?.epoch !== reading.epoch) base[name] = baseOf(reading);
  }
  return { ...memory, base };
}

/** `waiting`: some counter has too few requests. `absent`: some counter that should be there does not answer. */
export interface Comparison {
  readonly verdict: 'agrees' | 'contradicts' | 'waiting' | 'absent';
  readonly observed: Observed;
  readonly samples: number;
  /** The counter that decided. */
  readonly counter?: 'edge' | 'newGateway' | 'oldGateway';
}

/** Compares each counter with the desired share; all of them must agree. */
export function compare(memory: WatchMemory, seen: Look, counters: Counters, phase: string, share: number): Comparison {
  const { base } = memory;
  const count = (name: 'edge' | 'newGateway' | 'oldGateway', side: 'old' | 'new'): number | undefined => {
    const from = base[name];
    const reading = seen[name];
    return from === undefined || reading === undefined ? undefined : since(from, reading, phase, side);
  };
  const edgeNew = count('edge', 'new');
  const edgeOld = count('edge', 'old');
  if (edgeNew === undefined && edgeOld === undefined)
    return { verdict: 'absent', observed: {}, samples: 0, counter: 'edge' };
  const all = (edgeNew ?? 0) + (edgeOld ?? 0);
  const fromNew = count('newGateway', 'new');
  const fromOld = count('oldGateway', 'old');
  const measured: Readonly<Record<'edge' | 'newGateway' | 'oldGateway', Measured | undefined>> = {
    edge: { new: edgeNew ?? 0, all },
    newGateway: fromNew === undefined ? undefined : { new: fromNew, all },
    oldGateway: fromOld === undefined ? undefined : { new: all - fromOld, all },
  };
  const observed: Record<string, number> = {};
  let verdict: Comparison['verdict'] = 'agrees';
  let counter: Comparison['counter'];
  for (const name of ['edge', 'newGateway', 'oldGateway'] as const) {
    if (counters[name] === undefined) continue;
    const one = measured[name];
    const value = one === undefined ? undefined : percent(one);
    if (value !== undefined) observed[name] = Math.max(0, Math.min(100, value));
    const own =
      one === undefined ? 'absent' : !enough(one, share) ? 'waiting' : agrees(one, share) ? 'agrees' : 'contradicts';
    if (rank[own] > rank[verdict]) [verdict, counter] = [own, name];
  }
  return { verdict, observed, samples: all, ...(counter === undefined ? {} : { counter }) };
}

const rank = { agrees: 0, waiting: 1, absent: 2, contradicts: 3 } as const;
