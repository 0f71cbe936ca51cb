/** Counts drawn from their distributions, the same on every run for the same seed. */
import { type Random, seeded } from '../../chaos/random.ts';

export interface Draw {
  readonly uniform: Random;
  readonly normal: () => number;
  readonly poisson: (mean: number) => number;
  readonly binomial: (count: number, probability: number) => number;
}

/** Above this mean the normal distribution is near enough, and much faster. */
const large = 40;

export function drawing(seed: number): Draw {
  const uniform = seeded(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const poisson = (mean: number): number => {
    if (mean > large) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    let left = uniform();
    let probability = Math.exp(-mean);
    let count = 0;
    while (left > probability && count < 400) {
      left -= probability;
      count++;
      probability *= mean / count;
    }
    return count;
  };
  const binomial = (count: number, probability: number): number => {
    if (count <= 0 || probability <= 0) return 0;
    if (probability >= 1) return count;
    const mean = count * probability;
    if (mean > large && count - mean > large) {
      const drawn = Math.round(mean + Math.sqrt(mean * (1 - probability)) * normal());
      return Math.min(count, Math.max(0, drawn));
    }
    if (count > 400 && probability > 0.5) return count - binomial(count, 1 - probability);
    let left = uniform();
    let chance = (1 - probability) ** count;
    let hits = 0;
    while (left > chance && hits < count) {
      left -= chance;
      chance *= ((count - hits) / (hits + 1)) * (probability / (1 - probability));
      hits++;
    }
    return hits;
  };
  return { uniform, normal, poisson, binomial };
}
