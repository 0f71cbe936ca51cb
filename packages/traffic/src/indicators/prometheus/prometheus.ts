/** Counters of one side from a Prometheus: of each phase the series that its mapping selects, added up since this process first looked. */
import { randomUUID } from 'node:crypto';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { type Clock, systemClock } from '../../local/wait.ts';
import type { Counters, IndicatorSource, Reading, Side } from '../indicator.ts';
import { instant, type Sample } from './api.ts';
import { add, type Added, type Series } from './counted.ts';
import { type Mapping, selector } from './mapping.ts';
import { type Canonical, queriesOf, shareQuery } from './queries.ts';

export interface PrometheusSide {
  /** e.g. `http://127.0.0.1:9090`. */
  readonly address: string;
  readonly side: Side;
  readonly mapping: Mapping;
  /** Label matchers of each phase. */
  readonly phases: Readonly<Record<string, string>>;
  /** The old side, for the new one to tell its share of both. */
  readonly old?: Pick<PrometheusSide, 'mapping' | 'phases'>;
}

/** What has been added up, by query; kept as long as it is the same reading process that goes on, which is what the epoch says. */
export interface Memory {
  readonly epoch: string;
  readonly added: Map<string, Added>;
}

export const newMemory = (): Memory => ({ epoch: randomUUID(), added: new Map() });

export function prometheusIndicator(
  { address, side, mapping, phases, old }: PrometheusSide,
  memory: Memory,
  clock: Clock = systemClock,
): IndicatorSource {
  const name = `prometheus-${side}`;
  return {
    name,
    async read(signal) {
      const now = clock.now();
      const ask = (query: string): Promise<Result<readonly Sample[], Finding>> => instant(address, query, signal);
      const read: Record<string, Partial<Record<Side, Counters>>> = {};
      let scraped = 0;
      for (const [phase, matchers] of Object.entries(phases)) {
        const texts = [
          mapping.requests,
          mapping.errors,
          ...(mapping.latency === undefined ? [] : [mapping.latency.buckets]),
        ];
        const [requests = '', errors = '', buckets] = texts.map((text) => selector(text, matchers));
        const queries = [requests, errors, `max(timestamp(${requests}))`, ...(buckets === undefined ? [] : [buckets])];
        const answers = await Promise.all(queries.map(ask));
        const failed = answers.find((one) => !one.ok);
        if (failed !== undefined && !failed.ok) return failed;
        const [all = [], bad = [], stamp = [], slow = []] = answers.map((one) => (one.ok ? one.value : []));
        const odd = [...all, ...bad, ...slow].find(({ value }) => !Number.isFinite(value));
        if (odd !== undefined) return err(finding('TRF031', { source: name, reason: `${odd.value} (${requests})` }));
        scraped = Math.max(scraped, (stamp[0]?.value ?? 0) * 1000);
        // Nothing is known of a phase that no series is there for.
        if (all.length === 0) continue;
        const counters = {
          requests: total(memory, requests, seriesOf(all)),
          errors: total(memory, errors, seriesOf(bad)),
          latency:
            buckets === undefined ? [] : histogram(memory, buckets, slow, mapping.latency?.unit === 's' ? 1000 : 1),
        };
        read[phase] = { [side]: counters };
      }
      // Counted when the gateway was scraped, which is up to a scrape interval ago; never in the future of this clock.
      const at = scraped > 0 ? Math.min(now, scraped) : now;
      return ok({ at, epoch: memory.epoch, phases: read } satisfies Reading);
    },
    async now(signal) {
      const asked = Object.entries(phases).flatMap(([phase, matchers]) =>
        Object.entries({
          ...queriesOf(mapping, matchers, recently),
          ...shareOf(old, { mapping, matchers }, phase),
        }).map(([indicator, query]) => ({
          phase,
          side,
          indicator: indicator as Canonical, // its keys are canonical names
          query,
        })),
      );
      const answers = await Promise.all(asked.map(({ query }) => instant(address, query, signal)));
      const failed = answers.find((one) => !one.ok);
      if (failed !== undefined && !failed.ok) return failed;
      return ok(
        asked.map((one, index) => {
          const answer = answers[index];
          return { ...one, value: answer?.ok === true ? answer.value[0]?.value : undefined };
        }),
      );
    },
  };
}

/** What `now` looks back. */
const recently = '5m';

function shareOf(
  old: PrometheusSide['old'],
  fresh: { readonly mapping: Mapping; readonly matchers: string },
  phase: string,
): { readonly share?: string } {
  const matchers = old?.phases[phase];
  if (old === undefined || matchers === undefined) return {};
  return { share: shareQuery({ mapping: old.mapping, matchers }, fresh, recently) };
}

function total({ added }: Memory, key: string, series: Series): number {
  const next = add(added.get(key), series);
  added.set(key, next);
  return next.total;
}

function seriesOf(samples: readonly Sample[]): Series {
  return new Map(samples.map(({ labels, value }) => [labelsOf(labels), value]));
}

const labelsOf = (labels: Sample['labels']): string =>
  JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Bounds in milliseconds. */
function histogram(memory: Memory, key: string, samples: readonly Sample[], unit: number): Counters['latency'] {
  const bounds = new Map<number, Sample[]>();
  for (const sample of samples) {
    const le = sample.labels['le'];
    const bound = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le) * unit;
    bounds.set(bound, [...(bounds.get(bound) ?? []), sample]);
  }
  return [...bounds]
    .toSorted(([a], [b]) => a - b)
    .map(([bound, list]) => ({
      atMost: Number.isFinite(bound) ? bound : null,
      count: total(memory, `${key} ${bound}`, seriesOf(list)),
    }));
}
