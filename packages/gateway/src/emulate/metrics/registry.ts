/**
 * The numbers of APISIX's prometheus plugin (apisix/plugins/prometheus/exporter.lua): counters by status, latency histograms
 * in milliseconds, bytes. Kept as plain numbers by label set; exposition.ts writes them.
 */

/** Upper bounds of the latency buckets, milliseconds. */
export const buckets = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 30000, 60000] as const;

export interface Measured {
  readonly code: number;
  readonly route: string;
  readonly matchedUri: string;
  readonly matchedHost: string;
  readonly service: string;
  readonly consumer: string;
  /** Address of the node without port; empty when none was picked. */
  readonly node: string;
  readonly source: 'upstream' | 'apisix' | 'nginx';
  /** Milliseconds from the first byte of the request to the last of the answer. */
  readonly latency: number;
  /** Milliseconds that the node took; undefined when none answered. */
  readonly upstreamLatency: number | undefined;
  readonly received: number;
  readonly sent: number;
}

export interface Histogram {
  readonly labels: readonly string[];
  /** Not cumulative; the last one counts what is beyond the greatest bound. */
  readonly counts: number[];
  sum: number;
}

export interface Counter {
  readonly labels: readonly string[];
  value: number;
}

export interface Registry {
  readonly status: ReadonlyMap<string, Counter>;
  readonly latency: ReadonlyMap<string, Histogram>;
  readonly bandwidth: ReadonlyMap<string, Counter>;
  record(measured: Measured): void;
}

export function createRegistry(): Registry {
  const status = new Map<string, Counter>();
  const latency = new Map<string, Histogram>();
  const bandwidth = new Map<string, Counter>();

  const add = (into: Map<string, Counter>, labels: readonly string[], by: number) => {
    const key = labels.join('\u0000');
    const known = into.get(key);
    if (known === undefined) into.set(key, { labels, value: by });
    else known.value += by;
  };
  const observe = (labels: readonly string[], value: number) => {
    const key = labels.join('\u0000');
    let known = latency.get(key);
    if (known === undefined) {
      known = { labels, counts: Array.from({ length: buckets.length + 1 }, () => 0), sum: 0 };
      latency.set(key, known);
    }
    const found = buckets.findIndex((bound) => value <= bound);
    const at = found === -1 ? buckets.length : found;
    known.counts[at] = (known.counts[at] ?? 0) + 1;
    known.sum += value;
  };

  return {
    status,
    latency,
    bandwidth,
    record(one) {
      const { route, service, consumer, node } = one;
      add(status, [String(one.code), route, one.matchedUri, one.matchedHost, service, consumer, node, one.source], 1);
      observe(['request', route, service, consumer, node], one.latency);
      if (one.upstreamLatency !== undefined) {
        observe(['upstream', route, service, consumer, node], one.upstreamLatency);
      }
      observe(['apisix', route, service, consumer, node], Math.max(one.latency - (one.upstreamLatency ?? 0), 0));
      add(bandwidth, ['ingress', route, service, consumer, node], one.received);
      add(bandwidth, ['egress', route, service, consumer, node], one.sent);
    },
  };
}
