/** Counters of the sides that the plan measures in a Prometheus. What they have added up is kept while this process lives. */
import type { IndicatorSource, Side } from '@banyan/traffic/indicators/indicator.ts';
import { type Memory, newMemory, prometheusIndicator } from '@banyan/traffic/indicators/prometheus/prometheus.ts';
import type { Plan } from '../../plan/plan.ts';

/** By migration, side and what is asked: another plan of the same name counts by itself. */
const memories = new Map<string, Memory>();

export function prometheusCounters(plan: Plan): Partial<Record<Side, IndicatorSource>> {
  const found: Partial<Record<Side, IndicatorSource>> = {};
  for (const side of ['old', 'new'] as const) {
    const measured = plan.prometheus?.[side];
    if (plan.prometheus === undefined || measured === undefined) continue;
    const { address, old } = plan.prometheus;
    const key = JSON.stringify([plan.name, side, address, measured]);
    const memory = memories.get(key) ?? newMemory();
    memories.set(key, memory);
    found[side] = prometheusIndicator(
      { address, side, ...measured, ...(side === 'new' && old !== undefined ? { old } : {}) },
      memory,
    );
  }
  return found;
}
