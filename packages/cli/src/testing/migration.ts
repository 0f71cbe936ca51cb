/** A migration in the middle of its way, for tests of what is shown of it. */
import type { MigrationEvent, MigrationView, StepState, StepView } from '@banyan/engine/client.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Judgement } from '@banyan/traffic/gates/gate.ts';

/** 2026-03-01 12:00:00 UTC. */
export const start = Date.UTC(2026, 2, 1, 12);

const step = (id: string, kind: string, state: StepState): StepView => {
  const slash = id.indexOf('/');
  return { id, phase: slash === -1 ? undefined : id.slice(0, slash), kind, state };
};

const shifts = (phase: string, states: readonly StepState[]): StepView[] =>
  [10, 25, 50, 75, 100].map((share, index) => step(`${phase}/shift-${share}`, 'shift', states[index] ?? 'planned'));

const judgement = (
  indicator: Judgement['indicator'],
  side: Judgement['side'],
  value: number,
  atMost: number,
): Judgement => ({
  gate: 'identity at 50 %',
  indicator,
  side,
  value,
  atMost,
  samples: 1204,
  verdict: 'pass',
  reason: 'within',
});

/** Three phases: the first at 50 %, the others to come. */
export const midway: MigrationView = {
  name: 'voice-assistant',
  state: 'running',
  generation: 7,
  phases: [
    { name: 'identity', desired: 50, observed: { edge: 49.83, newGateway: 50.1, oldGateway: 49.7 } },
    { name: 'conversation', desired: 0, observed: { edge: 0, newGateway: 0 } },
    { name: 'voice', desired: 0, observed: {} },
  ],
  steps: [
    step('convert', 'convert', 'done'),
    step('start-new', 'start-new', 'done'),
    step('put-edge-in-front', 'put-edge-in-front', 'done'),
    step('check-new', 'check-new', 'done'),
    ...shifts('identity', ['done', 'done', 'running']),
    step('identity/confirm', 'confirm', 'planned'),
    step('conversation/approve-10', 'approval', 'planned'),
    ...shifts('conversation', []),
    ...shifts('voice', []),
    step('finish', 'finish', 'planned'),
    step('review', 'review', 'planned'),
  ],
  gates: [
    judgement('error_ratio', 'new', 0.0025, 0.005),
    judgement('latency_p95', 'new', 212.4, 2000),
    judgement('error_ratio', 'old', 0, 0.005),
    {
      ...judgement('share', 'new', 49.83, 3),
      gate: 'share/edge',
      samples: 12,
      verdict: 'hold',
      reason: 'too-few-requests',
    },
  ],
  next: { what: finding('MIG025', { phase: 'identity', share: 50 }), at: start + 200_000 },
  startedAt: start,
  updatedAt: start + 180_000,
  versions: { banyan: '0.1.0', envoy: '1.39.3', engine: '1.7.12' },
  addresses: { edge: '127.0.0.1:40001', newGateway: '127.0.0.1:40002', oldGateway: '127.0.0.1:40003' },
};

export const waiting: MigrationView = {
  ...midway,
  state: 'waiting-for-approval',
  steps: midway.steps.map((one) => (one.id === 'identity/shift-50' ? { ...one, state: 'parked' } : one)),
  next: { what: finding('MIG018', { phase: 'identity', share: 75 }) },
};

export const rolledBack: MigrationView = {
  ...midway,
  state: 'rolled-back',
  phases: midway.phases.map((phase) => ({ ...phase, desired: 0, observed: {} })),
  steps: midway.steps.map((one) =>
    one.state === 'done' || one.state === 'running' ? { ...one, state: 'undone' } : one,
  ),
  gates: [],
  next: undefined,
  why: finding('MIG024', { who: 'operator', reason: 'customers report errors' }),
};

export const completed: MigrationView = {
  ...midway,
  state: 'completed',
  phases: midway.phases.map((phase) => ({ ...phase, desired: 100 })),
  steps: midway.steps.map((one) => ({ ...one, state: 'done' })),
  gates: [],
  next: undefined,
};

/** The history of the first minutes. */
export const history: readonly MigrationEvent[] = [
  { seq: 1, at: start, kind: 'started', data: { generation: 1, shares: {} } },
  { seq: 2, at: start + 1000, kind: 'step-began', step: 'identity/shift-10', data: { generation: 2 } },
  {
    seq: 3,
    at: start + 2000,
    kind: 'share-written',
    step: 'identity/shift-10',
    data: { shares: { identity: 10 }, generation: 2 },
  },
  {
    seq: 4,
    at: start + 9000,
    kind: 'share-verified',
    step: 'identity/shift-10',
    data: { phase: 'identity', desired: 10, observed: { edge: 10.2, newGateway: 9.9, oldGateway: 10.1 } },
  },
  { seq: 5, at: start + 10_000, kind: 'gate-judged', step: 'identity/shift-10', data: { judgements: midway.gates } },
  { seq: 6, at: start + 11_000, kind: 'approved', step: 'identity/shift-10', data: { who: 'operator' } },
  {
    seq: 7,
    at: start + 12_000,
    kind: 'rollback-began',
    data: { why: finding('MIG024', { who: 'operator', reason: 'customers report errors' }), generation: 3 },
  },
];
