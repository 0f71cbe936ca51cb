import { assert, integer, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { chance } from '../../testing/chance.ts';
import type { Comparison } from '../gate.ts';
import { difference } from './difference.ts';
import { type Counted, evidenceAbove, evidenceBelow } from './evidence.ts';
import { compared } from './verdict.ts';

const comparison: Comparison = {
  indicator: 'error_difference',
  atMost: 0.01,
  proof: true,
  falseFail: 0.05,
  falsePass: 0.05,
};

interface World {
  readonly share: number;
  /** Error ratios at a moment (request number). */
  readonly old: (at: number) => number;
  readonly new: (at: number) => number;
}

/** Looks after every `every` requests until there is a verdict or the requests are used up. */
function run(world: World, seed: number, most: number, every: number) {
  const draw = chance(seed);
  const counted = { requests: { old: 0, new: 0 }, errors: { old: 0, new: 0 } };
  for (let at = 1; at <= most; at++) {
    const side = draw() < world.share ? 'new' : 'old';
    counted.requests[side]++;
    if (draw() < world[side](at)) counted.errors[side]++;
    if (at % every !== 0) continue;
    const found = difference(counted, world.share, { lower: comparison.falseFail, upper: comparison.falsePass });
    const verdict = found === undefined ? 'hold' : compared(comparison, found);
    if (verdict !== 'hold') return { verdict, at };
  }
  return { verdict: 'hold', at: most } as const;
}

/** Of 300 runs, each looked at up to 120 times. */
function runs(world: World, most = 6000) {
  const all = Array.from({ length: 300 }, (_, seed) => run(world, seed + 1, most, 50));
  const part = (verdict: string): number => all.filter((one) => one.verdict === verdict).length / all.length;
  return {
    pass: part('pass'),
    fail: part('fail'),
    median: all.map(({ at }) => at).toSorted((a, b) => a - b)[150] ?? 0,
  };
}

const steady = (ratio: number) => () => ratio;
/** Five requests of a hundred meet a broken service behind both sides. */
const bursts = (usual: number) => (at: number) => (at % 2000 < 100 ? 0.6 : usual);

test.each([
  ['equal sides', { share: 0.5, old: steady(0.003), new: steady(0.003) }],
  ['equal sides, a tenth on the new one', { share: 0.1, old: steady(0.01), new: steady(0.01) }],
  ['equal sides that fail often', { share: 0.25, old: steady(0.2), new: steady(0.2) }],
  ['bursts that hit both sides at once', { share: 0.5, old: bursts(0.002), new: bursts(0.002) }],
  ['a new side that is better', { share: 0.5, old: steady(0.02), new: steady(0.001) }],
] as const)('%s are rolled back in at most 5 of 100 runs, however often one looks', (_, world) => {
  expect(runs(world).fail).toBeLessThanOrEqual(0.05);
});

test.each([
  ['a regression of exactly what is allowed', { share: 0.5, old: steady(0.003), new: steady(0.013) }],
  ['one on a tenth of the requests', { share: 0.1, old: steady(0.003), new: steady(0.013) }],
  [
    'one beside an old side with bursts',
    { share: 0.5, old: bursts(0.002), new: (at: number) => bursts(0.002)(at) + 0.01 },
  ],
  ['a new side that fails always', { share: 0.5, old: steady(0), new: steady(1) }],
] as const)('%s passes in at most 5 of 100 runs, however often one looks', (_, world) => {
  expect(runs(world).pass).toBeLessThanOrEqual(0.05);
});

test('verdicts come: equal sides pass, a clear regression fails, within numbers of requests that real traffic has', () => {
  const equal = runs({ share: 0.5, old: steady(0.003), new: steady(0.003) });
  expect(equal.pass).toBeGreaterThan(0.9);
  expect(equal.median).toBeLessThan(2500);
  const worse = runs({ share: 0.5, old: steady(0.003), new: steady(0.03) });
  expect(worse.fail).toBeGreaterThan(0.98);
  expect(worse.median).toBeLessThan(800);
  expect(runs({ share: 0.5, old: steady(0.003), new: steady(0.3) }).median).toBeLessThanOrEqual(100);
});

test('with few requests the evidence is that of the exact conditional test', () => {
  // Three errors, all on the new side, with equal shares: chance does that once in 8. The best single stake doubles three times.
  const counted: Counted = { requests: { old: 10, new: 10 }, errors: { old: 0, new: 3 } };
  const evidence = Math.exp(evidenceAbove(counted, 0.5, 0));
  expect(evidence).toBeLessThan(8);
  expect(evidence).toBeGreaterThan(1);
  // Requests that went well do not move it.
  expect(evidenceAbove({ ...counted, requests: { old: 1e6, new: 1e6 } }, 0.5, 0)).toBeCloseTo(Math.log(evidence), 10);
});

test('a side without requests gives no difference', () => {
  expect(
    difference({ requests: { old: 0, new: 9 }, errors: { old: 0, new: 9 } }, 0.5, { lower: 0.1, upper: 0.1 }),
  ).toBeUndefined();
});

const counts = record({
  old: integer({ min: 1, max: 5000 }),
  fresh: integer({ min: 1, max: 5000 }),
  oldErrors: integer({ min: 0, max: 5000 }),
  freshErrors: integer({ min: 0, max: 5000 }),
  percent: integer({ min: 1, max: 99 }),
}).map(({ old, fresh, oldErrors, freshErrors, percent }) => ({
  share: percent / 100,
  counted: {
    requests: { old, new: fresh },
    errors: { old: Math.min(old, oldErrors), new: Math.min(fresh, freshErrors) },
  },
}));

test('the interval holds the counted difference where the share is as planned, and is ordered', () => {
  assert(
    property(counts, ({ counted }) => {
      const { old, new: fresh } = counted.requests;
      const found = difference(counted, fresh / (old + fresh), { lower: 0.05, upper: 0.05 });
      if (found === undefined) return false;
      const { from, to } = found.interval;
      return from <= found.value + 1e-6 && found.value - 1e-6 <= to;
    }),
    { numRuns: 300, seed: 7 },
  );
});

test('one more error on the new side never makes the new side look better', () => {
  assert(
    property(counts, ({ counted, share }) => {
      const { requests, errors } = counted;
      if (errors.new >= requests.new) return true;
      const worse = { requests, errors: { ...errors, new: errors.new + 1 } };
      return (
        evidenceAbove(worse, share, 0) >= evidenceAbove(counted, share, 0) &&
        evidenceBelow(worse, share, 0.01) <= evidenceBelow(counted, share, 0.01)
      );
    }),
    { numRuns: 300, seed: 7 },
  );
});

test('an error on the old side never makes the new side look worse', () => {
  assert(
    property(counts, ({ counted, share }) => {
      const { requests, errors } = counted;
      if (errors.old >= requests.old) return true;
      const more = { requests, errors: { ...errors, old: errors.old + 1 } };
      return evidenceAbove(more, share, 0) <= evidenceAbove(counted, share, 0);
    }),
    { numRuns: 300, seed: 7 },
  );
});
