import { array, assert, boolean, constantFrom, float, nat, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { downAt, history, type Step } from '../testing/history.ts';
import type { Gate } from './gate.ts';
import { judge } from './judge.ts';
import type { Observation } from './window.ts';

const gate: Gate = {
  name: 'errors',
  thresholds: [{ indicator: 'error_ratio', side: 'new', atMost: 0.01 }],
  window: 60_000,
  minimumRequests: 100,
  noData: 'hold',
  tooFewRequests: 'hold',
  sourceDown: 'hold',
};
const slow: Gate = { ...gate, thresholds: [{ indicator: 'latency_p95', side: 'new', atMost: 2000 }] };

function judged(steps: readonly Step[], more: { gate?: Gate; stageStart?: number; later?: Observation[] } = {}) {
  const observations = [...history('orders', 'new', steps), ...(more.later ?? [])];
  const now = observations.at(-1)?.at ?? 0;
  return judge(more.gate ?? gate, { phase: 'orders', history: observations, now, stageStart: more.stageStart ?? 0 });
}

test('a ratio equal to the limit passes, one error more fails', () => {
  expect(judged([{ requests: 1000, errors: 10 }])).toMatchObject({
    verdict: 'pass',
    judgements: [{ value: 0.01, samples: 1000, reason: 'within' }],
  });
  expect(judged([{ requests: 1000, errors: 11 }])).toMatchObject({
    verdict: 'fail',
    judgements: [{ reason: 'above' }],
  });
});

test('a limit is met exactly also where floating point would say otherwise', () => {
  const odd: Gate = { ...gate, thresholds: [{ indicator: 'error_ratio', side: 'new', atMost: 0.1 + 0.2 }] };
  expect(judged([{ requests: 1000, errors: 300 }], { gate: odd }).verdict).toBe('pass');
});

test.each([
  ['no readings at all', [], undefined, 'no-data'],
  ['no requests', [{ requests: 0, errors: 0 }], undefined, 'no-data'],
  ['fewer requests than the minimum', [{ requests: 99, errors: 0 }], undefined, 'too-few-requests'],
  ['a source that is down', [{ requests: 1000, errors: 0 }], [downAt(2000)], 'source-down'],
] as const)('%s does what its policy says and never passes', (_, steps, later, reason) => {
  const more = later === undefined ? {} : { later: [...later] };
  expect(judged(steps, more)).toMatchObject({ verdict: 'hold', judgements: [{ reason }] });
  const strict: Gate = { ...gate, noData: 'fail', tooFewRequests: 'fail', sourceDown: 'fail' };
  expect(judged(steps, { ...more, gate: strict })).toMatchObject({ verdict: 'fail', judgements: [{ reason }] });
});

test('errors that no number of good requests up to the minimum could make good fail at once', () => {
  expect(judged([{ requests: 20, errors: 2 }])).toMatchObject({ verdict: 'fail', judgements: [{ reason: 'above' }] });
  expect(judged([{ requests: 20, errors: 1 }]).verdict).toBe('hold');
});

test('what was bad before the write was loaded does not count', () => {
  const steps = [
    { requests: 1000, errors: 900 },
    { requests: 500, errors: 0 },
  ];
  expect(judged(steps, { stageStart: 500 })).toMatchObject({ verdict: 'pass', judgements: [{ samples: 500 }] });
});

test('only the window is looked at', () => {
  const steps = [{ requests: 1000, errors: 900 }, ...Array.from({ length: 4 }, () => ({ requests: 100, errors: 0 }))];
  const short: Gate = { ...gate, window: 3000 };
  expect(judged(steps, { gate: short })).toMatchObject({ verdict: 'pass', judgements: [{ samples: 300 }] });
});

test('after a restart of the measured process the gate holds until enough is known again', () => {
  const restart = { requests: 50, errors: 0, restarted: true };
  expect(judged([{ requests: 1000, errors: 0 }, restart])).toMatchObject({
    verdict: 'hold',
    judgements: [{ reason: 'counter-reset', samples: 1050 }],
  });
  expect(judged([{ requests: 1000, errors: 0 }, restart, { requests: 50, errors: 0 }]).verdict).toBe('pass');
  expect(judged([{ requests: 1000, errors: 900 }, restart]).verdict).toBe('fail');
});

test('counters that fall without another epoch are a restart too', () => {
  const [first, second] = history('orders', 'new', [{ requests: 500, errors: 5 }]);
  const [, third] = history('orders', 'new', [{ requests: 200, errors: 0 }]);
  if (first === undefined || second === undefined || third === undefined) throw new Error('three readings');
  const observations = [first, second, { ...third, at: 2000 }];
  const answer = judge(gate, { phase: 'orders', history: observations, now: 2000, stageStart: 0 });
  expect(answer).toMatchObject({ verdict: 'pass', judgements: [{ samples: 700 }] });
});

test('p95 at the limit passes because the limit is a bound, and the interval is told', () => {
  const steps = [
    { requests: 95, errors: 0, took: 1500 },
    { requests: 5, errors: 0, took: 4000 },
  ];
  expect(judged(steps, { gate: slow })).toMatchObject({
    verdict: 'pass',
    judgements: [{ value: 2000, interval: { from: 1000, to: 2000 }, samples: 100 }],
  });
  const more = [...steps, { requests: 1, errors: 0, took: 4000 }];
  expect(judged(more, { gate: slow })).toMatchObject({
    verdict: 'fail',
    judgements: [{ interval: { from: 2000, to: 5000 } }],
  });
});

test('p95 beyond the last bound fails and says only what is known', () => {
  expect(judged([{ requests: 100, errors: 0, took: 9000 }], { gate: slow })).toMatchObject({
    verdict: 'fail',
    judgements: [{ value: 5000, interval: { from: 5000, to: null } }],
  });
});

test('a limit inside the bucket that holds the p95 holds: the histogram does not tell', () => {
  const between: Gate = { ...slow, thresholds: [{ indicator: 'latency_p95', side: 'new', atMost: 1600 }] };
  expect(judged([{ requests: 100, errors: 0, took: 1500 }], { gate: between })).toMatchObject({
    verdict: 'hold',
    judgements: [{ interval: { from: 1000, to: 2000 }, reason: 'bucket' }],
  });
  const beyond: Gate = { ...slow, thresholds: [{ indicator: 'latency_p95', side: 'new', atMost: 6000 }] };
  expect(judged([{ requests: 100, errors: 0, took: 5500 }], { gate: beyond })).toMatchObject({
    verdict: 'hold',
    judgements: [{ reason: 'bucket' }],
  });
});

test('availability counts the whole run: what earlier stages saw, and the stage beyond its window', () => {
  const whole: Gate = {
    ...gate,
    window: 1000,
    thresholds: [{ indicator: 'run_error_ratio', side: 'new', atMost: 0.01 }],
  };
  const observations = history('orders', 'new', [
    { requests: 1000, errors: 5 },
    { requests: 1000, errors: 5 },
  ]);
  const measured = { phase: 'orders', history: observations, now: 2000, stageStart: 0 };
  expect(judge(whole, measured)).toMatchObject({ verdict: 'pass', judgements: [{ value: 0.005, samples: 2000 }] });
  const before = { new: { requests: 1000, errors: 41 } };
  expect(judge(whole, { ...measured, before })).toMatchObject({
    verdict: 'fail',
    judgements: [{ value: 0.017, samples: 3000, reason: 'above' }],
  });
});

test('at 100 % the limit may be what the old side showed before, and more', () => {
  const last: Gate = {
    ...gate,
    thresholds: [{ indicator: 'error_ratio', side: 'new', atMost: 0.01, over: 'old-before' }],
  };
  const observations = history('orders', 'new', [{ requests: 1000, errors: 25 }]);
  const measured = { phase: 'orders', history: observations, now: 1000, stageStart: 0 };
  expect(judge(last, measured).verdict).toBe('fail');
  const before = { old: { requests: 1000, errors: 20 } };
  expect(judge(last, { ...measured, before })).toMatchObject({ verdict: 'pass', judgements: [{ atMost: 0.03 }] });
});

test('the old side above a limit holds: going back would not cure it', () => {
  const old: Gate = { ...gate, thresholds: [{ indicator: 'error_ratio', side: 'old', atMost: 0.01 }] };
  const observations = history('orders', 'old', [{ requests: 1000, errors: 500 }]);
  const answer = judge(old, { phase: 'orders', history: observations, now: 1000, stageStart: 0 });
  expect(answer).toMatchObject({ verdict: 'hold', judgements: [{ reason: 'above' }] });
});

test('a gate without thresholds holds', () => {
  expect(judged([{ requests: 1000, errors: 0 }], { gate: { ...gate, thresholds: [] } }).verdict).toBe('hold');
});

const steps = array(
  record({
    requests: nat(500),
    failing: float({ min: 0, max: 1, noNaN: true }),
    took: nat(6000),
    restarted: boolean(),
  }).map(({ failing, ...step }) => ({ ...step, errors: Math.floor(step.requests * failing * failing * failing) })),
  { maxLength: 8 },
);

test('more errors never turn a fail into a pass, nor a hold', () => {
  const rank = { pass: 0, hold: 1, fail: 2 } as const;
  assert(
    property(steps, array(nat(20), { minLength: 8, maxLength: 8 }), (usual, extra) => {
      const worse = usual.map((step, index) => ({ ...step, errors: step.errors + (extra[index] ?? 0) }));
      const [before, after] = [judged(usual).verdict, judged(worse).verdict];
      return before !== 'fail' ? rank[after] >= rank[before] : after === 'fail';
    }),
    { numRuns: 2000 },
  );
});

test('without the minimum of requests nothing passes, whatever else is measured', () => {
  assert(
    property(steps, constantFrom(gate, slow), (usual, which) => {
      const requests = usual.reduce((total, step) => total + step.requests, 0);
      return requests >= gate.minimumRequests || judged(usual, { gate: which }).verdict !== 'pass';
    }),
    { numRuns: 2000 },
  );
});

test('slower requests never turn a fail into a pass', () => {
  assert(
    property(steps, nat(5000), (usual, delay) => {
      const slower = usual.map((step) => ({ ...step, took: step.took + delay }));
      return judged(usual, { gate: slow }).verdict !== 'fail' || judged(slower, { gate: slow }).verdict === 'fail';
    }),
    { numRuns: 1000 },
  );
});
