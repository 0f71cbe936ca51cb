/** One look at the independent counters, added to what was seen before. */
import type { Counters, Reading, Side } from '@banyan/traffic/indicators/indicator.ts';
import { movement, type Observation } from '@banyan/traffic/gates/window.ts';
import type { StepContext } from '../step.ts';
import { counterNames, type WatchMemory } from './memory.ts';

/** Readings kept of each counter: the first, which all is counted from, and enough to cut windows. */
const kept = 24;

/** Reads all counters at once. A counter that does not answer is noted as down; one that does not exist has no history. */
export async function look(context: StepContext, memory: WatchMemory): Promise<WatchMemory> {
  const counters = context.world.counters(context.plan, context.facts);
  const seen = await Promise.all(
    counterNames.map(async (name): Promise<readonly Observation[]> => {
      const source = counters[name];
      if (source === undefined) return [];
      const read = await source.read(context.signal);
      const one: Observation = read.ok
        ? { at: read.value.at, reading: name === 'edge' ? read.value : slim(read.value) }
        : { at: context.now, down: read.error };
      return thinned([...memory[name], one]);
    }),
  );
  const [edge = [], newGateway = [], oldGateway = []] = seen;
  return { ...memory, edge, newGateway, oldGateway };
}

/** Requests of a side since a moment, by the edge's count. */
export function arrived(memory: WatchMemory, phase: string, side: 'old' | 'new', from: number, to: number): number {
  return movement(memory.edge, phase, side, from, to).counters.requests;
}

/** When counting began: the earliest first reading. Counters are read at once, but each stamps its own moment. */
export const beganAt = (memory: WatchMemory, otherwise: number): number =>
  Math.min(...counterNames.map((name) => memory[name][0]?.at ?? otherwise), otherwise);

/** Whether the counter answered at the last look. */
export function answers(history: readonly Observation[]): boolean {
  const last = history.at(-1);
  return last !== undefined && 'reading' in last;
}

/** Latencies are judged by the edge's count alone. */
function slim(reading: Reading): Reading {
  const phases: Record<string, Partial<Record<Side, Counters>>> = {};
  for (const [phase, { old, new: fresh }] of Object.entries(reading.phases)) {
    phases[phase] = {
      ...(old === undefined ? {} : { old: { ...old, latency: [] } }),
      ...(fresh === undefined ? {} : { new: { ...fresh, latency: [] } }),
    };
  }
  return { ...reading, phases };
}

/** Keeps the first, and of the others, beyond the limit, every second of the older half. */
function thinned(history: readonly Observation[]): readonly Observation[] {
  if (history.length <= kept) return history;
  const older = history.slice(0, -kept / 2);
  return [...older.filter((_, index) => index % 2 === 0), ...history.slice(-kept / 2)];
}
