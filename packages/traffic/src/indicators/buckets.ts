/**
 * Upper bounds in milliseconds of the latency histograms that Banyan's own Envoys keep. Dense where gates look: the default
 * limit of 2,000 ms is a bound itself, so "at most 2 s" is decided without interpolation.
 */
export const latencyBuckets: readonly number[] = [
  1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 250, 300, 400, 500, 600, 750, 1000, 1250, 1500, 1750, 2000,
  2500, 3000, 4000, 5000, 7500, 10_000, 15_000, 30_000, 60_000, 300_000, 3_600_000,
];
