/** The documented rules of the others, on traffic made by hand. */
import { describe, expect, test } from 'vitest';
import { argoRollouts } from './argo-rollouts.ts';
import { banyan } from './banyan.ts';
import { flagger } from './flagger.ts';
import { cells, type Slot, type Trace, traceOf } from './trace.ts';

/** So many requests in each slot of each twentieth of the users, of which so many fail on the new side. */
function steady(requests: number, failing: number | ((slot: number) => number)): Trace {
  const all = (value: number): readonly number[] => Array.from({ length: cells }, () => value);
  return {
    slot: (index): Slot => ({
      requests: all(requests),
      old: all(0),
      new: all(typeof failing === 'number' ? failing : failing(index)),
    }),
  };
}

describe('Flagger', () => {
  test('promotes after maxWeight / stepWeight checks that passed', () => {
    expect(flagger(steady(100, 0))).toEqual({ verdict: 'promoted', at: 600 });
    expect(flagger(steady(100, 1))).toEqual({ verdict: 'promoted', at: 600 });
  });

  test('rolls back after as many failed checks as its threshold says', () => {
    expect(flagger(steady(100, 2))).toEqual({ verdict: 'rolled-back', at: 600 });
  });

  test('counts a minute without traffic as a failed check', () => {
    expect(flagger(steady(0, 0))).toEqual({ verdict: 'rolled-back', at: 600 });
  });

  test('a failed check costs a minute and is never forgotten', () => {
    expect(flagger(steady(100, (slot) => (slot < 12 ? 50 : 0)))).toEqual({ verdict: 'promoted', at: 660 });
  });
});

describe('Argo Rollouts', () => {
  test('promotes when its steps are over', () => {
    expect(argoRollouts()(steady(100, 4))).toEqual({ verdict: 'promoted', at: 2400 });
  });

  test('aborts at the fourth failed measurement, of which the first is taken when the second weight is set', () => {
    expect(argoRollouts()(steady(100, 6))).toEqual({ verdict: 'rolled-back', at: 600 + 3 * 300 });
    expect(argoRollouts(0.99)(steady(100, 4))).toEqual({ verdict: 'rolled-back', at: 600 + 3 * 300 });
  });

  test('fails a measurement without requests between two scrapes', () => {
    expect(argoRollouts()(steady(0, 0)).verdict).toBe('rolled-back');
  });

  test('does not see what happens between its measurements', () => {
    expect(argoRollouts()(steady(100, (slot) => (slot % 60 < 50 ? 50 : 0))).verdict).toBe('promoted');
  });
});

describe('Banyan', () => {
  test('holds each stage for its time, then passes what is shown to be no worse', () => {
    expect(banyan(steady(1000, 0))).toEqual({ verdict: 'promoted', at: 120 });
  });

  test('waits where there is no traffic, and goes back at once from a disaster', () => {
    expect(banyan(steady(0, 0)).verdict).toBe('undecided');
    expect(banyan(steady(1000, 500))).toEqual({ verdict: 'rolled-back', at: 5 });
  });
});

test('the same seed is the same traffic, whoever asks, in whatever order', () => {
  const [a, b] = [traceOf('bursty', 'small', 50, 3), traceOf('bursty', 'small', 50, 3)];
  const later = b.slot(40);
  expect(a.slot(0)).toEqual(b.slot(0));
  expect(a.slot(40)).toEqual(later);
});
