import { expect, test } from 'vitest';
import { readMigration } from '../document/read.ts';
import { makePlan } from './make.ts';
import type { Plan, ShiftStep } from './plan.ts';

const route = (id: string) => ({ id, hosts: [], paths: [`/${id}`] });

function planOf(spec: string): Plan {
  const text = `apiVersion: banyan.dev/v1alpha1
kind: Migration
metadata: { name: voice }
spec:
  source: { apisix: apisix.yaml, address: "127.0.0.1:9080" }
  target: { envoy: {} }
  edge: { listen: "127.0.0.1:8080" }
${spec}`;
  const read = readMigration(Buffer.from(text), 'migration.yaml');
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const planned = makePlan({
    read: read.value,
    file: '/estate/migration.yaml',
    source: { kind: 'apisix', files: ['/estate/apisix.yaml'], address: '127.0.0.1:9080', metrics: undefined },
    sourceDigest: 'a',
    routes: [route('orders'), route('voice')],
    accept: [],
  });
  if (!planned.ok) throw new Error(JSON.stringify(planned.error));
  return planned.value.plan;
}

const shifts = (plan: Plan): readonly ShiftStep[] => plan.steps.filter((step) => step.kind === 'shift');
const comparisons = (plan: Plan) =>
  shifts(plan).flatMap((step) => step.gates.flatMap((gate) => gate.comparisons ?? []));
const stages = (...shares: readonly (number | string)[]): string =>
  `[${shares.map((one) => `{ share: ${one} }`).join(', ')}]`;

test('`worse` compares new with old while both have traffic, in the place of limits that nobody wrote', () => {
  const plan = planOf(`  defaults: { gates: { worse: 1% } }
  phases: [{ name: orders, routes: [orders], stages: ${stages(10, 50, 100)} }]`);
  const [first, , last] = shifts(plan);
  expect(first?.gates.map(({ name }) => name)).toEqual(['new', 'old', 'new-against-old']);
  expect(first?.gates[0]?.thresholds.map(({ indicator }) => indicator)).toEqual(['latency_p95']);
  expect(first?.gates[2]?.comparisons?.[0]).toMatchObject({ indicator: 'error_difference', atMost: 0.01, proof: true });
  // At 100 % the old side has no traffic: what it showed before is added to the limit.
  expect(last?.gates.map(({ name }) => name)).toEqual(['new']);
  expect(last?.gates[0]?.thresholds[0]).toEqual({
    indicator: 'error_ratio',
    side: 'new',
    atMost: 0.01,
    over: 'old-before',
  });
});

test('limits that are written stay beside the comparison', () => {
  const plan = planOf(`  defaults: { gates: { worse: 1%, errors: 5%, availability: 99.9% } }
  phases: [{ name: orders, routes: [orders], stages: ${stages(50)} }]`);
  expect(shifts(plan)[0]?.gates[0]?.thresholds).toEqual([
    { indicator: 'error_ratio', side: 'new', atMost: 0.05 },
    { indicator: 'latency_p95', side: 'new', atMost: 2000 },
    { indicator: 'run_error_ratio', side: 'new', atMost: 0.001 },
  ]);
});

test('the probability of a false rollback is that of the whole run: each judgement gets an equal part', () => {
  const one = planOf(`  defaults: { gates: { worse: 1% } }
  phases: [{ name: orders, routes: [orders], stages: ${stages(10, 50, 100)} }]`);
  expect(comparisons(one).map(({ falseFail, falsePass }) => [falseFail, falsePass])).toEqual([
    [0.0125, 0.05],
    [0.0125, 0.05],
  ]);
});

test('approvals, calendars, the source that is read again and later phases judge again, and each of them costs its part', () => {
  const approval = planOf(`  certainty: { falseRollback: 6%, missedRegression: 1% }
  defaults: { gates: { worse: 1% } }
  phases: [{ name: orders, routes: [orders], stages: ${stages(10, '50, approval: required')} }]`);
  expect(comparisons(approval)[0]).toMatchObject({ falseFail: 0.015, falsePass: 0.01 });
  const calendar = planOf(`  calendar: { hours: [{ days: [mon], from: "09:00", to: "17:00" }] }
  certainty: { falseRollback: 6% }
  defaults: { gates: { worse: 1% } }
  phases: [{ name: orders, routes: [orders], stages: ${stages(10, 50)} }]`);
  expect(comparisons(calendar)[0]?.falseFail).toBe(0.015);
  // 1 + 1 own; orders is guarded while voice moves, and while it waits for the source.
  const phases = planOf(`  certainty: { falseRollback: 6% }
  defaults: { gates: { worse: 1% } }
  phases:
    - { name: orders, routes: [orders], stages: ${stages(50)} }
    - { name: voice, routes: [voice], stages: ${stages(50)} }`);
  expect(comparisons(phases)[0]?.falseFail).toBe(0.015);
});

test('a window that is shorter than the hold time makes the comparison begin again with each window', () => {
  const plan = planOf(`  phases:
    - name: orders
      routes: [orders]
      stages: [{ share: 50, hold: 2d, gates: { worse: 0.5%, window: 1h, proof: none } }]`);
  expect(comparisons(plan)).toEqual([
    expect.objectContaining({ atMost: 0.005, proof: false, restartEvery: 3_600_000 }),
  ]);
});
