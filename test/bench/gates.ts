/**
 * False rollbacks, missed regressions and the time to a verdict of Banyan's gates and of the documented rules of Argo Rollouts and
 * Flagger (gates/*.yaml), on the same traffic.
 */
import { argoRollouts } from './gates/argo-rollouts.ts';
import { banyan } from './gates/banyan.ts';
import { flagger } from './gates/flagger.ts';
import { type Decision, type Judge, surroundings, traceOf, type Truth, truths } from './gates/trace.ts';
import { median, type Row, reported } from './row.ts';

const rates = [5, 50, 500];
const judges: Readonly<Record<string, Judge>> = {
  Banyan: banyan,
  'Argo Rollouts': argoRollouts(),
  Flagger: flagger,
  'Argo Rollouts at 99 %': argoRollouts(0.99),
};
/** What the goal compares with: their configurations as documented. */
const peers = ['Argo Rollouts', 'Flagger'];

interface Figures {
  /** Percent of healthy new sides that were rolled back. */
  readonly falseRollbacks: number;
  /** Percent of regressions that were promoted. */
  readonly missed: number;
  /** Percent without a verdict. */
  readonly undecided: number;
  /** Minutes to the verdict, over all traces. */
  readonly time: number;
  readonly byTruth: Readonly<Record<Truth, number>>;
}

/** `count`: traces of each surroundings and truth, so that all of these weigh alike. */
export function gates(count: number, say: (text: string) => void): Row[] {
  return rates.flatMap((rate) => {
    const figures = Object.fromEntries(
      Object.entries(judges).map(([name, judge]) => [name, figuresOf(rate, count, judge)]),
    );
    say(`${rate} requests a second: ${JSON.stringify(figures)}`);
    return rowsOf(rate, figures);
  });
}

function figuresOf(rate: number, count: number, judge: Judge): Figures {
  const decided = surroundings.flatMap((around, index) =>
    truthNames.flatMap((truth) =>
      Array.from({ length: count }, (_, seed) => ({
        truth,
        // The same seeds for every judge: they see the same traffic.
        ...judge(traceOf(around, truth, rate, 1 + seed + 1000 * index)),
      })),
    ),
  );
  const healthy = decided.filter(({ truth }) => truth === 'healthy');
  const worse = decided.filter(({ truth }) => truth !== 'healthy');
  const minutes = (of: readonly Decision[]): number => (median(of.map(({ at }) => at)) ?? 0) / 60;
  const timeOf = (truth: Truth): number => minutes(decided.filter((one) => one.truth === truth));
  return {
    falseRollbacks: percentOf(healthy, 'rolled-back'),
    missed: percentOf(worse, 'promoted'),
    undecided: percentOf(decided, 'undecided'),
    time: minutes(decided),
    byTruth: { healthy: timeOf('healthy'), small: timeOf('small'), large: timeOf('large') },
  };
}

// Keys of an object literal of this type.
const truthNames = Object.keys(truths) as readonly Truth[];

const percentOf = (of: readonly Decision[], verdict: Decision['verdict']): number =>
  (100 * of.filter((one) => one.verdict === verdict).length) / Math.max(1, of.length);

function rowsOf(rate: number, figures: Readonly<Record<string, Figures>>): Row[] {
  const own = figures['Banyan'];
  if (own === undefined) return [];
  const row = (what: string, unit: string, value: (of: Figures) => number, strict: boolean): Row => {
    const best = Math.min(...peers.map((name) => (figures[name] === undefined ? Infinity : value(figures[name]))));
    const mine = value(own);
    const others = Object.entries(figures).flatMap(([name, one]) =>
      name === 'Banyan' ? [] : [`${name} ${rounded(value(one))}`],
    );
    return {
      name: `gates at ${rate}/s: ${what}`,
      value: rounded(mine),
      unit,
      goal: `${strict && best > 0 ? '<' : '<='} ${rounded(best)}`,
      // Nobody is better than none.
      holds: strict && best > 0 ? mine < best : mine <= best,
      note: others.join(', '),
    };
  };
  const times = Object.entries(own.byTruth).map(([truth, time]) => `${truth} ${rounded(time)}`);
  return [
    row('false rollbacks', '%', ({ falseRollbacks }) => falseRollbacks, true),
    row('missed regressions', '%', ({ missed }) => missed, true),
    row('median time to a verdict', 'min', ({ time }) => time, false),
    reported(
      `gates at ${rate}/s: no verdict within two hours`,
      own.undecided,
      '%',
      `Banyan, medians: ${times.join(', ')} min`,
    ),
  ];
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
