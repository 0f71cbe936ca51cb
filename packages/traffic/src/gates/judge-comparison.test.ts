import { expect, test } from 'vitest';
import { both, downAt, history, type Step } from '../testing/history.ts';
import type { Comparison, Gate } from './gate.ts';
import { judge, type Measured } from './judge.ts';

const comparison: Comparison = {
  indicator: 'error_difference',
  atMost: 0.01,
  proof: true,
  falseFail: 0.05,
  falsePass: 0.05,
};
const gateOf = (more: Partial<Comparison> = {}, policies: Partial<Gate> = {}): Gate => ({
  name: 'new-against-old',
  thresholds: [],
  comparisons: [{ ...comparison, ...more }],
  window: 60_000,
  minimumRequests: 50,
  noData: 'hold',
  tooFewRequests: 'hold',
  sourceDown: 'hold',
  ...policies,
});

function judged(old: readonly Step[], fresh: readonly Step[], gate = gateOf(), more: Partial<Measured> = {}) {
  const observations = both(history('orders', 'old', old), history('orders', 'new', fresh));
  const all = [...observations, ...(more.history ?? [])];
  const now = all.at(-1)?.at ?? 0;
  return judge(gate, { phase: 'orders', now, stageStart: 0, desired: 50, ...more, history: all });
}
const often = (count: number, step: Step): Step[] => Array.from({ length: count }, () => step);

test('a new side that fails as often as a noisy old one passes, where a fixed limit would send it back', () => {
  const step = { requests: 10_000, errors: 200 };
  const fixed: Gate = {
    ...gateOf(),
    comparisons: [],
    thresholds: [{ indicator: 'error_ratio', side: 'new', atMost: 0.01 }],
  };
  expect(judged([step], [step], fixed).verdict).toBe('fail');
  expect(judged([step], [step])).toMatchObject({
    verdict: 'pass',
    judgements: [{ indicator: 'error_difference', value: 0, atMost: 0.01, samples: 10_000, reason: 'within' }],
  });
});

test('a regression that stays below the limit of a fixed gate fails when the old side shows that it is one', () => {
  const answer = judged([{ requests: 10_000, errors: 10 }], [{ requests: 10_000, errors: 90 }]);
  expect(answer).toMatchObject({ verdict: 'fail', judgements: [{ value: 0.008, reason: 'above' }] });
  expect(answer.judgements[0]?.interval?.from).toBeGreaterThan(0);
});

test('as long as neither is shown the gate holds, and the interval says what is known', () => {
  const answer = judged([{ requests: 100, errors: 0 }], [{ requests: 100, errors: 0 }]);
  expect(answer).toMatchObject({ verdict: 'hold', judgements: [{ value: 0, reason: 'undecided' }] });
  const { from = 1, to = 0 } = answer.judgements[0]?.interval ?? {};
  expect(from).toBeLessThan(0);
  expect(to).toBeGreaterThan(0.01);
});

test('where no proof is asked for, what is not shown to be worse passes, given enough requests', () => {
  const gate = gateOf({ proof: false });
  expect(judged([{ requests: 100, errors: 0 }], [{ requests: 100, errors: 1 }], gate).verdict).toBe('pass');
  expect(judged([{ requests: 100, errors: 0 }], [{ requests: 10, errors: 0 }], gate)).toMatchObject({
    verdict: 'hold',
    judgements: [{ reason: 'too-few-requests' }],
  });
  expect(judged([{ requests: 100, errors: 0 }], [{ requests: 100, errors: 40 }], gate).verdict).toBe('fail');
});

test.each([
  ['no requests at all', [], [], 'no-data', {}],
  ['no requests on the old side', [{ requests: 0, errors: 0 }], [{ requests: 500, errors: 100 }], 'no-data', {}],
  ['no requests on the new side', [{ requests: 500, errors: 0 }], [{ requests: 0, errors: 0 }], 'no-data', {}],
  [
    'a source that is down',
    [{ requests: 9000, errors: 9 }],
    [{ requests: 9000, errors: 9 }],
    'source-down',
    { history: [downAt(9000)] },
  ],
] as const)('%s does what its policy says and never passes', (_, old, fresh, reason, more) => {
  expect(judged(old, fresh, gateOf(), more)).toMatchObject({ verdict: 'hold', judgements: [{ reason }] });
  const strict = gateOf({}, { noData: 'fail', sourceDown: 'fail' });
  expect(judged(old, fresh, strict, more)).toMatchObject({ verdict: 'fail', judgements: [{ reason }] });
});

test('a share of 100 % leaves nothing to compare with', () => {
  const step = { requests: 9000, errors: 9 };
  expect(judged([step], [step], gateOf(), { desired: 100 })).toMatchObject({
    verdict: 'hold',
    judgements: [{ reason: 'no-data' }],
  });
});

test('a share that the counts contradict gives the less favourable verdict', () => {
  // Wanted 10 %, but nearly all came to the new side: that the errors are there shows nothing.
  const old = [{ requests: 100, errors: 0 }];
  const fresh = [{ requests: 9900, errors: 60 }];
  expect(judged(old, fresh, gateOf(), { desired: 10 }).verdict).not.toBe('fail');
});

test('a regression that begins after days is found by the stretch that it began in, not diluted by the good days', () => {
  const good = { requests: 50_000, errors: 50 };
  const bad = { requests: 300, errors: 9 };
  const old = [...often(60, good), ...often(3, { requests: 300, errors: 0 })];
  const fresh = [...often(60, good), ...often(3, bad)];
  expect(judged(old, fresh).verdict).toBe('pass');
  expect(judged(old, fresh, gateOf({ restartEvery: 10_000 })).verdict).toBe('fail');
});

test('each new beginning of the counters leaves less of the probability of a false fail', () => {
  const [old, fresh] = [[{ requests: 200, errors: 0 }], [{ requests: 200, errors: 8 }]];
  expect(judged(old, fresh).verdict).toBe('fail');
  expect(judged(old, fresh, gateOf(), { restarts: 3 }).verdict).toBe('hold');
});
