import { expect, test } from 'vitest';
import { say } from '@banyan/core/words/migration.ts';
import { readMigration } from '../document/read.ts';
import { refuseClosed } from './closed.ts';
import { makePlan, type PlanInput } from './make.ts';
import { type PlannedStep, stages } from './plan.ts';
import { span } from './steps.ts';

const routes = [
  { id: 'orders', hosts: ['api.voice.example'], paths: ['/v1/orders/*'] },
  { id: 'voice', hosts: ['api.voice.example'], paths: ['/v1/voice'] },
  { id: 'status', hosts: [], paths: ['/status'] },
];

function plan(phases: string, more: Partial<PlanInput> = {}) {
  const text = `apiVersion: banyan.dev/v1alpha1
kind: Migration
metadata: { name: voice }
spec:
  source: { apisix: apisix.yaml, address: "127.0.0.1:9080" }
  target: { envoy: {} }
  edge: { listen: "127.0.0.1:8080" }
  phases:
${phases}`;
  const read = readMigration(Buffer.from(text), 'migration.yaml');
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const source = {
    kind: 'apisix',
    files: ['/estate/apisix.yaml'],
    address: '127.0.0.1:9080',
    metrics: undefined,
  } as const;
  return makePlan({
    read: read.value,
    file: '/estate/migration.yaml',
    source,
    sourceDigest: 'a',
    routes,
    accept: [],
    ...more,
  });
}

function made(phases: string, more: Partial<PlanInput> = {}) {
  const result = plan(phases, more);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const shifts = (steps: readonly PlannedStep[]) => steps.flatMap((step) => (step.kind === 'shift' ? [step] : []));
const codes = (phases: string): readonly string[] => {
  const result = plan(phases);
  return result.ok ? [] : result.error.map(({ code, source }) => `${code} ${source?.line ?? '-'}`);
};

test('a silent document goes through 10, 25, 50, 75 and 100 %, more slowly and strictly as the share rises', () => {
  const { steps } = made('    - { name: orders, routes: [orders] }\n').plan;
  const seen = shifts(steps).map(({ share, hold, gates }) => {
    const limits = gates[0]?.thresholds.map(({ atMost }) => atMost);
    return [share, span(hold), ...(limits ?? [])];
  });
  expect(seen).toEqual([
    [10, '30m', 0.01, 2000],
    [25, '30m', 0.01, 2000],
    [50, '1h', 0.005, 2000],
    [75, '1h', 0.005, 2000],
    [100, '30m', 0.001, 2000],
  ]);
});

test('a big bang moves each phase as a whole, behind the same gates, and has no share in between', () => {
  const phases = '    - { name: orders, routes: [orders] }\n    - { name: voice, routes: [voice] }\n  mode: big-bang\n';
  const seen = shifts(made(phases).plan.steps);
  expect(seen.map(({ id }) => id)).toEqual(['orders/shift-100', 'voice/shift-100']);
  expect(seen.every(({ gates }) => gates.length > 0)).toBe(true);
  const between =
    '    - { name: orders, routes: [orders], stages: [{ share: 50 }, { share: 100 }] }\n  mode: big-bang\n';
  expect(codes(between)).toEqual(['MIG045 9']);
});

test('a rehearsal takes the first share back and gives it again, before anything rises', () => {
  const phases =
    '    - { name: orders, routes: [orders] }\n    - { name: voice, routes: [voice] }\n  rehearsal: first-stage\n';
  const seen = shifts(made(phases).plan.steps);
  expect(seen.slice(0, 4).map(({ id, share }) => [id, share])).toEqual([
    ['orders/shift-10', 10],
    ['orders/rehearse-back', 0],
    ['orders/shift-10-again', 10],
    ['orders/shift-25', 25],
  ]);
  const ids = made(phases).plan.steps.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => id.includes('rehearse'))).toHaveLength(1);
});

test('no data is never a pass: every default holds', () => {
  const { steps } = made('    - { name: orders, routes: [orders] }\n').plan;
  const policies = shifts(steps).flatMap(({ gates }) =>
    gates.flatMap((gate) => [gate.noData, gate.tooFewRequests, gate.sourceDown]),
  );
  expect(new Set(policies)).toEqual(new Set(['hold']));
});

test('every default is visible in the words of the plan', () => {
  const [first] = shifts(made('    - { name: orders, routes: [orders] }\n').plan.steps);
  expect(first && say(first.verify, 'en')).toContain(
    'for 30m the gates hold: new: errors ≤ 1 %, p95 ≤ 2000 ms (n ≥ 50, 30m, no data: hold)',
  );
});

test('steps stand in the order of the six stages, each with words in both languages', () => {
  const { steps } = made('    - { name: orders, routes: [orders] }\n').plan;
  const order = steps.map(({ stage }) => stages.indexOf(stage));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(new Set(steps.map(({ stage }) => stage))).toEqual(new Set(stages));
  for (const step of steps) {
    for (const phrase of [step.do, step.verify, step.undo]) {
      expect(say(phrase, 'en')).not.toBe('');
      expect(say(phrase, 'zh-CN')).toMatch(/[\u4e00-\u9fff]/);
    }
  }
});

test('an approval stands before the share that needs it', () => {
  const { steps } = made(
    '    - { name: orders, routes: [orders], stages: [{ share: 50 }, { share: 100, approval: required }] }\n',
  ).plan;
  expect(steps.filter(({ phase }) => phase === 'orders').map(({ id }) => id)).toEqual([
    'orders/shift-50',
    'orders/approve-100',
    'orders/shift-100',
  ]);
});

test('the emulated old gateway is started by a step of its own', () => {
  const source = { kind: 'apisix', files: ['/estate/apisix.yaml'], address: undefined, metrics: undefined } as const;
  const kinds = made('    - { name: orders, routes: [orders] }\n', { source }).plan.steps.map(({ kind }) => kind);
  expect(kinds.slice(0, 5)).toEqual(['convert', 'start-old', 'start-new', 'put-edge-in-front', 'check-new']);
});

test('routes are chosen by id, host or path, and those left over are said', () => {
  const { plan: one, findings } = made('    - { name: api, routes: [{ host: api.voice.example, path: /v1/* }] }\n');
  expect(one.phases).toEqual([{ name: 'api', routes: ['orders', 'voice'] }]);
  expect(findings).toMatchObject([{ code: 'MIG005', params: { routes: 'status', count: 1 } }]);
});

test('the same input gives the same plan, another source another digest', () => {
  const phases = '    - { name: orders, routes: [orders] }\n';
  expect(made(phases).plan).toEqual(made(phases).plan);
  expect(made(phases, { sourceDigest: 'b' }).plan.digest).not.toBe(made(phases).plan.digest);
});

test.each([
  ['a selector that selects nothing', '    - { name: orders, routes: [order] }\n', ['MIG003 9']],
  [
    'a route in two phases',
    '    - { name: a, routes: [orders] }\n    - { name: b, routes: [orders] }\n',
    ['MIG004 10'],
  ],
  ['shares that fall', '    - { name: a, routes: [orders], stages: [{ share: 50 }, { share: 25 }] }\n', ['MIG022 9']],
])('%s is refused with its place', (_, phases, expected) => {
  expect(codes(phases)).toEqual(expected);
});

test('closed routes are refused until each is accepted by name', () => {
  const closed = [
    { route: 'orders', code: 'ENV021' },
    { route: 'voice', code: 'ENV036' },
  ];
  expect(refuseClosed(closed, [])).toMatchObject({ code: 'MIG006', params: { routes: 'orders, voice' } });
  expect(refuseClosed(closed, ['orders'])).toMatchObject({ params: { routes: 'voice' } });
  expect(refuseClosed(closed, ['orders', 'voice'])).toBeUndefined();
});
