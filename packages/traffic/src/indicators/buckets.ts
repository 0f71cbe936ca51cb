/**
 * Upper bounds in milliseconds of the latency histograms that supervised Envoys keep. Dense where gates look: the default
 * limit of 2,000 ms is a bound itself, so "at most 2 s" is decided without interpolation. Envoy's histograms keep two
 * significant digits, so a bound has no more than two.
 */
export const latencyBounds: readonly number[] = [
  1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 250, 300, 400, 500, 600, 750, 1000, 1200, 1500, 1700, 2000,
  2500, 3000, 4000, 5000, 7500, 10_000, 15_000, 30_000, 60_000, 300_000, 3_600_000, 86_000_000,
];

/**
 * Observed on 1.39.3: Envoy counts the whole cell that holds a bound, so that 305 ms count as "at most 300". Durations are
 * whole milliseconds: with half a millisecond less the cell ends below the bound, and `bound` says "less than", which is
 * what `milliseconds` gives back when it is read.
 */
const below = (bound: number): number => bound - 0.5;
export const milliseconds = (bound: number): number => (Number.isInteger(bound) ? bound : bound + 0.5);

/** Parts of a bootstrap that make an Envoy measure as gates need it. */
export const measuring = {
  // Histograms are merged when statistics are flushed; a gate must not look at what is five seconds old.
  stats_flush_interval: '0.5s',
  stats_config: {
    histogram_bucket_settings: [{ match: { safe_regex: { regex: '.*rq_time.*' } }, buckets: latencyBounds.map(below) }],
  },
};

/** The same for edges that count each bound on its own, so that there are fewer. */
export const edgeBounds: readonly number[] = [
  1, 2, 5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000, 10_000, 30_000, 60_000,
];
