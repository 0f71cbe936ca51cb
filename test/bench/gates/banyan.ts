/**
 * Banyan's own gates: the plan that `banyan plan` makes of banyan.yaml, judged by the code that judges a run. A stage ends when its hold
 * time is over and all its gates pass; a gate that fails rolls back. 100 % is what is decided about, as in the others.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMigration } from '@banyan/migration/document/read.ts';
import { makePlan } from '@banyan/migration/plan/make.ts';
import type { ShiftStep } from '@banyan/migration/plan/plan.ts';
import { judge, worst } from '@banyan/traffic/gates/judge.ts';
import type { Observation } from '@banyan/traffic/gates/window.ts';
import type { Counters } from '@banyan/traffic/indicators/indicator.ts';
import { type Decision, type Judge, type Seen, seen, slotSeconds, type Trace } from './trace.ts';

/** Seconds after which nothing more is waited for; a real run would go on. */
const patience = 7200;

function stages(): readonly ShiftStep[] {
  const file = join(import.meta.dirname, 'banyan.yaml');
  const read = readMigration(readFileSync(file), file);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const planned = makePlan({
    read: read.value,
    file,
    source: { kind: 'apisix', files: ['apisix.yaml'], address: '127.0.0.1:9080', metrics: undefined },
    sourceDigest: '',
    routes: [{ id: 'orders', hosts: [], paths: ['/orders'] }],
    accept: [],
  });
  if (!planned.ok) throw new Error(JSON.stringify(planned.error));
  return planned.value.plan.steps.filter((step) => step.kind === 'shift').filter(({ share }) => share < 100);
}
const steps = stages();

export const banyan: Judge = (trace) => {
  let from = 0;
  for (const step of steps) {
    const decided = stage(trace, step, from);
    if (decided.verdict !== 'promoted') return decided;
    from = decided.at;
  }
  return { verdict: 'promoted', at: from };
};

function stage(trace: Trace, step: ShiftStep, from: number): Decision {
  let counted = { old: { requests: 0, errors: 0 }, new: { requests: 0, errors: 0 } };
  const history: Observation[] = [reading(from, counted.old, counted.new)];
  for (let now = from; now < patience; ) {
    const slot = seen(trace.slot(now / slotSeconds), step.share);
    counted = { old: plus(counted.old, slot.old), new: plus(counted.new, slot.new) };
    now += slotSeconds;
    // Between the first and the last reading nothing was restarted; the window is longer than all of it.
    history[1] = reading(now, counted.old, counted.new);
    const measured = { phase: 'orders', history, now: now * 1000, stageStart: from * 1000, desired: step.share };
    const verdict = worst(step.gates.map((gate) => judge(gate, measured).verdict));
    if (verdict === 'fail') return { verdict: 'rolled-back', at: now };
    if (verdict === 'pass' && now - from >= step.hold / 1000) return { verdict: 'promoted', at: now };
  }
  return { verdict: 'undecided', at: patience };
}

const plus = (a: Seen, b: Seen): Seen => ({ requests: a.requests + b.requests, errors: a.errors + b.errors });

const reading = (at: number, old: Seen, fresh: Seen): Observation => ({
  at: at * 1000,
  reading: { at: at * 1000, epoch: 'one', phases: { orders: { old: quick(old), new: quick(fresh) } } },
});

/** Latency is the same for all and not judged here. */
const quick = ({ requests, errors }: Seen): Counters => ({
  requests,
  errors,
  latency: [
    { atMost: 10, count: requests },
    { atMost: null, count: requests },
  ],
});
