/**
 * Flagger's rules, as documented (usage/how-it-works.md, usage/metrics.md; v1.44). Every `interval` the success rate of the new side over
 * the metric's interval is compared with `min`. A check that fails, also because there is no traffic, is counted and leaves the weight;
 * one that passes adds `stepWeight`. `threshold` failed checks, consecutive or not, roll back. A check passed at `maxWeight` promotes.
 */
import { documents, numberAt, secondsAt } from './configuration.ts';
import { type Judge, seen, slotSeconds } from './trace.ts';

const [canary] = documents('flagger.yaml');
const analysis = ['spec', 'analysis'] as const;
const rules = {
  interval: secondsAt(canary, ...analysis, 'interval'),
  threshold: numberAt(canary, ...analysis, 'threshold'),
  maxWeight: numberAt(canary, ...analysis, 'maxWeight'),
  stepWeight: numberAt(canary, ...analysis, 'stepWeight'),
  min: numberAt(canary, ...analysis, 'metrics', '0', 'thresholdRange', 'min'),
  window: secondsAt(canary, ...analysis, 'metrics', '0', 'interval'),
};

export const flagger: Judge = (trace) => {
  let weight = rules.stepWeight;
  let failed = 0;
  let slot = 0;
  for (let now = rules.interval; ; now += rules.interval) {
    let [requests, errors] = [0, 0];
    for (; slot < now / slotSeconds; slot++) {
      const { new: fresh } = seen(trace.slot(slot), weight);
      // The check looks back over its window, which is the interval here.
      if (slot * slotSeconds < now - rules.window) continue;
      requests += fresh.requests;
      errors += fresh.errors;
    }
    const passes = requests > 0 && (100 * (requests - errors)) / requests >= rules.min;
    if (!passes && ++failed >= rules.threshold) return { verdict: 'rolled-back', at: now };
    if (passes && weight >= rules.maxWeight) return { verdict: 'promoted', at: now };
    if (passes) weight = Math.min(rules.maxWeight, weight + rules.stepWeight);
  }
};
