/**
 * Makes witnesses from both configurations, asks both sides, and says where they differ. Pure and deterministic: the same
 * configurations and options give the same proof.
 */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Announcement } from '../semantics/compare/predict.ts';
import { assembled } from './assemble.ts';
import { explainer } from './explain.ts';
import { witnessesOf } from './grounds.ts';
import type { Site } from './atoms/atoms.ts';
import { Judge, type Sides } from './judge.ts';
import type { Proof } from './proof.ts';
import { diceOf } from './random.ts';
import { search } from './search.ts';
import { Tally } from './tally.ts';
import type { Recorded } from './traffic/recorded.ts';
import { kinds } from './witnesses/list.ts';
import { asking, type Witness } from './witnesses/witness.ts';

export interface ProveOptions {
  readonly seed: number;
  /** Requests of the random search. */
  readonly budget: number;
  /** What the conversion said about the target. */
  readonly announced: readonly Announcement[];
  readonly recorded?: Recorded | undefined;
  /** Witnesses made from the rules; with more rules each gets fewer. */
  readonly most: number;
  /** Nothing more is asked once a difference is found that nobody announced. */
  readonly first?: boolean;
}

/** Requests in sequences and under many chances, on each side, before such witnesses are left out. */
const mostInSequences = 150_000;
/** The random search starts from so many of the requests made before. */
const mostSeeds = 2000;

export function prove(sides: Sides, options: ProveOptions): Proof {
  const { seed, budget, announced, recorded } = options;
  const judge = new Judge(sides, announced, false);
  const traced = new Judge(sides, announced, true);
  const tally = new Tally();
  const enough = (): boolean => options.first === true && tally.differ.unknown > 0;
  const seeds = askAll(sides, options.most, judge, tally, enough);
  const traffic = recorded === undefined ? undefined : askRecorded(recorded, judge, tally);
  const sites = [...sides.source.atoms.sites, ...sides.target.atoms.sites];
  for (const { witness, judged } of search({
    sites,
    seeds,
    dice: diceOf(seed),
    budget,
    judge: (one) => traced.judge(one),
  })) {
    if (enough()) break;
    tally.add('search', witness, judged);
  }
  const explain = explainer(sides, traced, recorded?.secrets ?? []);
  const differences = tally.causes().map(explain);
  const names = [...kinds.map(({ name }) => name), 'search', ...(traffic === undefined ? [] : ['traffic'])];
  const evaluations = judge.evaluations + traced.evaluations;
  return assembled(sides, tally, {
    seed,
    budget,
    evaluations,
    kinds: names,
    differences,
    ...(traffic === undefined ? {} : { traffic }),
  });
}

/** Asks every witness of every rule once; what the random search may start from. */
function askAll(
  sides: Sides,
  most: number,
  judge: Judge,
  tally: Tally,
  enough: () => boolean,
): readonly GatewayRequest[] {
  const seeds: GatewayRequest[] = [];
  const asked = new Set<string>();
  const own = new Set(sides.source.atoms.sites.map(({ id }) => id));
  let left = mostInSequences;
  const leaveOut = (site: Site, what: string): void => {
    if (own.has(site.id)) tally.leaveOut(site.id, what);
  };
  for (const { kind, witness, ground } of witnessesOf(sides, most, (site, count) =>
    own.has(site.id) ? tally.leaveOutSome(site.id, count) : undefined,
  )) {
    if (enough()) break;
    const key = JSON.stringify(witness);
    if (asked.has(key)) continue;
    asked.add(key);
    const size = sizeOf(witness);
    if (size > 8 && (left -= size) < 0) {
      left += size;
      leaveOut(ground.site, `${kind} (${size})`);
      continue;
    }
    tally.add(kind, witness, judge.judge(witness));
    const [step] = witness.steps;
    if (step !== undefined && size === 1 && (kind === 'own' || asked.size % 16 === 0) && seeds.length < mostSeeds)
      seeds.push(step.request);
  }
  return seeds;
}

/** Every recorded request once; it counts as often as it came. */
function askRecorded({ requests, unread }: Recorded, judge: Judge, tally: Tally): NonNullable<Proof['traffic']> {
  const counts = { requests: 0, same: 0, known: 0, unknown: 0, 'not-covered': 0 };
  for (const { request, count } of requests) {
    const witness = asking(request);
    const judged = judge.judge(witness);
    tally.add('traffic', witness, judged);
    counts.requests += count;
    counts[judged.verdict] += count;
  }
  return { ...counts, unread };
}

const sizeOf = ({ steps, chances = 1 }: Witness): number =>
  steps.reduce((sum, { repeat = 1 }) => sum + repeat, 0) * chances;
