/**
 * Argo Rollouts' rules, as documented (features/analysis.md; v1.9). The steps take their pauses. From `startingStep` on, the background analysis
 * measures at once and then every `interval`; the rollout is aborted as soon as more than `failureLimit` measurements have failed, and
 * promoted when its steps are over. `irate` is the rate between the last two scrapes within 5 minutes; without requests between them
 * the quotient is NaN, which is not `>=` anything: a failed measurement.
 */
import { at, documents, numberAt, secondsAt } from './configuration.ts';
import { type Judge, type Seen, seen, slotSeconds, type Trace } from './trace.ts';

const [rollout, template] = documents('argo-rollouts.yaml');
const canary = ['spec', 'strategy', 'canary'] as const;
const metric = ['spec', 'metrics', '0'] as const;
const condition = String(at(template, ...metric, 'successCondition'));
const rules = {
  startingStep: numberAt(rollout, ...canary, 'analysis', 'startingStep'),
  interval: secondsAt(template, ...metric, 'interval'),
  failureLimit: numberAt(template, ...metric, 'failureLimit'),
  least: Number(/^result\[0\] >= ([\d.]+)$/.exec(condition)?.[1]),
};
/** The usual scrape interval of Istio's Prometheus. */
const scrape = 15;

interface Stretch {
  readonly step: number;
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/** Stretches of one weight each. */
function stretches(): readonly Stretch[] {
  const steps = at(rollout, ...canary, 'steps');
  if (!Array.isArray(steps)) throw new Error('no steps');
  const found: Stretch[] = [];
  let [weight, step, now] = [0, 0, 0];
  steps.forEach((one: unknown, index) => {
    const set = at(one, 'setWeight');
    if (typeof set === 'number') [weight, step] = [set, index];
    else found.push({ step, from: now, to: (now += secondsAt(one, 'pause', 'duration')), weight });
  });
  return found;
}
const plan = stretches();
const end = plan.at(-1)?.to ?? 0;
const begin = plan.find(({ step }) => step >= rules.startingStep)?.from ?? end;

/** `least` in the place of the documented limit shows what another one would do. */
export const argoRollouts =
  (least: number = rules.least): Judge =>
  (trace) => {
    let failed = 0;
    for (let now = begin; now < end; now += rules.interval) {
      const { requests, errors } = lastScrape(trace, now);
      if (!((requests - errors) / requests >= least)) failed++;
      if (failed > rules.failureLimit) return { verdict: 'rolled-back', at: now };
    }
    return { verdict: 'promoted', at: end };
  };

/** Between the last two scrapes before a moment. */
function lastScrape(trace: Trace, now: number): Seen {
  let [requests, errors] = [0, 0];
  for (let slot = (now - scrape) / slotSeconds; slot < now / slotSeconds; slot++) {
    const weight = plan.find(({ from, to }) => slot * slotSeconds >= from && slot * slotSeconds < to)?.weight ?? 0;
    const { new: fresh } = seen(trace.slot(slot), weight);
    requests += fresh.requests;
    errors += fresh.errors;
  }
  return { requests, errors };
}
