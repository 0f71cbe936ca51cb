/**
 * What APISIX counts, from its Prometheus exporter (`apisix/plugins/prometheus/exporter.lua`): `apisix_http_status` by code
 * and route, `apisix_http_latency` (milliseconds) by type and route; type `request` is what the client waited. Only routes
 * with the plugin, or all under a global rule, are counted there. The label `route` is the route's id, empty without one.
 */
import { finding } from '@banyan/core/finding/finding.ts';
import { err, ok } from '@banyan/core/result.ts';
import { getText } from '../../local/get.ts';
import { type Clock, systemClock } from '../../local/wait.ts';
import { nothing, sum } from '../counters.ts';
import type { PhaseOfRoute } from '../envoy-gateway/envoy-gateway.ts';
import type { Counters, IndicatorSource, Reading } from '../indicator.ts';
import { parseExposition, type Sample } from './exposition.ts';

const source = 'apisix-prometheus';

/** `url` is the exporter's, e.g. `http://127.0.0.1:9091/apisix/prometheus/metrics`; all it counts is the old side. */
export function apisixPrometheusIndicator(
  url: string,
  phaseOf: PhaseOfRoute,
  clock: Clock = systemClock,
): IndicatorSource {
  return {
    name: source,
    read: async (signal) => {
      const at = clock.now();
      const text = await getText(url, signal);
      if (!text.ok) return err(finding('TRF030', { source, reason: text.error }));
      const samples = parseExposition(text.value);
      if (samples === undefined) return err(finding('TRF031', { source, reason: text.value.slice(0, 40) }));
      if (!samples.some(({ name }) => name.startsWith('apisix_'))) {
        return err(finding('TRF032', { source, address: url }));
      }
      // APISIX does not tell when it began; a reset then shows only in counters that fall.
      const began = samples.find(({ name }) => name === 'process_start_time_seconds')?.value;
      return ok({ at, epoch: `${began ?? 'unknown'}`, phases: phasesFrom(samples, phaseOf) });
    },
  };
}

export function phasesFrom(samples: readonly Sample[], phaseOf: PhaseOfRoute): Reading['phases'] {
  const phases: Record<string, { old: Counters }> = {};
  const add = (sample: Sample, counters: Counters): void => {
    const phase = phaseOf(sample.labels['route'] || undefined);
    if (phase !== undefined) phases[phase] = { old: sum(phases[phase]?.old ?? nothing, counters) };
  };
  const histograms = new Map<string, Sample[]>();
  for (const sample of samples) {
    const { name, labels, value } = sample;
    if (name === 'apisix_http_status') {
      add(sample, { requests: value, errors: labels['code']?.startsWith('5') ? value : 0, latency: [] });
    }
    if (name === 'apisix_http_latency_bucket' && labels['type'] === 'request') {
      const { le: _, ...others } = labels;
      const key = JSON.stringify(Object.entries(others).toSorted(([a], [b]) => (a < b ? -1 : 1)));
      histograms.set(key, [...(histograms.get(key) ?? []), sample]);
    }
  }
  for (const series of histograms.values()) {
    const [first] = series;
    if (first !== undefined) add(first, { requests: 0, errors: 0, latency: bucketsOf(series) });
  }
  return phases;
}

function bucketsOf(series: readonly Sample[]): Counters['latency'] {
  const bound = (sample: Sample): number =>
    sample.labels['le'] === '+Inf' ? Number.POSITIVE_INFINITY : Number(sample.labels['le']);
  return series
    .toSorted((a, b) => bound(a) - bound(b))
    .map((sample) => ({ atMost: Number.isFinite(bound(sample)) ? bound(sample) : null, count: sample.value }));
}
