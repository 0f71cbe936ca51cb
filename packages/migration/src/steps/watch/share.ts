/** How a measured share is compared with the desired one. Pure. */

/** Requests on the new side out of all, since the share was written. */
export interface Measured {
  readonly new: number;
  readonly all: number;
}

/**
 * Every request is decided on its own, so the count on the new side is binomial: four standard deviations are a false
 * alarm in 16,000 looks. To that comes 1 % (at least five requests) for what was under way when the counters were read.
 */
function allowance({ all }: Measured, share: number): number {
  const p = share / 100;
  return 4 * Math.sqrt(all * p * (1 - p)) + Math.max(5, all / 100);
}

/** Whether so many requests could tell the share from nothing and from everything. */
export function enough(measured: Measured, share: number): boolean {
  const p = share / 100;
  const off = allowance(measured, share);
  return (p === 0 || measured.all * p > off) && (p === 1 || measured.all * (1 - p) > off) && measured.all > 0;
}

export const agrees = (measured: Measured, share: number): boolean =>
  Math.abs(measured.new - (measured.all * share) / 100) <= allowance(measured, share);

/** Percent with one decimal; undefined without requests. */
export const percent = ({ new: fresh, all }: Measured): number | undefined =>
  all > 0 ? Math.round((1000 * fresh) / all) / 10 : undefined;
