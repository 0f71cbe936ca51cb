/** One look at the independent counters, added to what was seen before. */
import type { Gate } from '@banyan/traffic/gates/gate.ts';
import type { Counters, Reading, Side } from '@banyan/traffic/indicators/indicator.ts';
import { movement, type Observation } from '@banyan/traffic/gates/window.ts';
import type { StepContext } from '../step.ts';
import { counterNames, type WatchMemory } from './memory.ts';

/** Of each counter the first reading is kept, which all is counted from; of the others, so many of the latest .. */
const latest = 12;
/** .. and one for each of so many parts of the longest window that gates look back, so that windows can be cut. */
const cells = 12;

/** Reads all counters at once. A counter that does not answer is noted as down; one that does not exist has no history. */
export async function look(
  context: StepContext,
  memory: WatchMemory,
  gates: readonly Gate[] = [],
): Promise<WatchMemory> {
  const counters = context.world.counters(context.plan, context.facts);
  const seen = await Promise.all(
    counterNames.map(async (name): Promise<readonly Observation[]> => {
      const source = counters[name];
      if (source === undefined) return [];
      const read = await source.read(context.signal);
      const one: Observation = read.ok
        ? { at: read.value.at, reading: name === 'edge' ? read.value : slim(read.value) }
        : { at: context.now, down: read.error };
      return thinned([...before(memory[name], one), one], Math.max(...gates.map(({ window }) => window), 0) / cells);
    }),
  );
  const [edge = [], newGateway = [], oldGateway = []] = seen;
  const anew = counterNames.some((name, index) => memory[name].length > 0 && seen[index]?.length === 1);
  return { ...memory, ...(anew ? { restarts: (memory.restarts ?? 0) + 1 } : {}), edge, newGateway, oldGateway };
}

/** Milliseconds by which a reading may be older than the one before it: sources stamp their readings themselves. */
const disorder = 1000;

/** A clock that was put back: nothing before can be set in order with what comes now, so counting begins anew. */
function before(history: readonly Observation[], one: Observation): readonly Observation[] {
  const last = history.at(-1);
  return last !== undefined && one.at < last.at - disorder ? [] : history;
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

/**
 * Keeps the first reading, the latest ones, and the first of each cell of time (milliseconds, counted from the first reading) of
 * those before. Where one window ends another begins, so twice as many cells are kept as a window has.
 */
function thinned(history: readonly Observation[], cell: number): readonly Observation[] {
  const [first, ...others] = history;
  if (first === undefined || history.length <= latest + 1) return history;
  const older = others.slice(0, -latest);
  const cellOf = (one: Observation): number => (cell > 0 ? Math.floor((one.at - first.at) / cell) : 0);
  const newest = cellOf(history.at(-1) ?? first);
  const heads = older.filter((one, index) => {
    const own = cellOf(one);
    return cell > 0 && own > newest - 2 * cells && own !== cellOf(older[index - 1] ?? first);
  });
  return [first, ...heads, ...others.slice(-latest)];
}
