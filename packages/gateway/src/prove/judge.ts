/** Asks both sides one witness and says what differs, and whether a finding of the conversion has said so before. */
import type { Announcement, Prediction } from '../semantics/compare/predict.ts';
import { predictions } from '../semantics/compare/predict.ts';
import type { Difference } from '../semantics/compare/differences.ts';
import type { SeenAnswer } from '../semantics/compare/seen.ts';
import { Asker, type Shown } from './asker.ts';
import { compared, withoutNotes } from './compare.ts';
import { explained } from './explained.ts';
import type { Side } from './side.ts';
import type { Step, Witness } from './witnesses/witness.ts';

export type Verdict = 'same' | 'known' | 'unknown' | 'not-covered';

export interface Judged {
  readonly verdict: Verdict;
  /** Route of the source that answers the first step that differs, or the first. */
  readonly route: string | null;
  /** The step that differs. */
  readonly step: number;
  readonly differences: readonly Difference[];
  /** Findings that announced it. */
  readonly codes: readonly string[];
  /** What an evaluator does not know. */
  readonly why: readonly string[];
  /** By step. */
  readonly source: readonly Shown[];
  readonly target: readonly Shown[];
}

export interface Sides {
  readonly source: Side;
  readonly target: Side;
}

const none: Prediction = { codes: () => [], counts: () => [], added: () => new Set() };

export class Judge {
  readonly #source: Asker;
  readonly #target: Asker;
  readonly #prediction: Prediction;
  /** Both sides are proxies of one kind. */
  readonly #kin: boolean;

  constructor({ source, target }: Sides, announced: readonly Announcement[], trace: boolean) {
    const gap = gapFor([source, target]);
    this.#source = new Asker(source, gap, trace);
    this.#target = new Asker(target, gap, trace);
    this.#prediction = announced.length === 0 ? none : predictions(announced);
    this.#kin = envoys.has(source.format) && envoys.has(target.format);
  }

  /** Requests that were evaluated, on both sides together. */
  get evaluations(): number {
    return this.#source.asked + this.#target.asked;
  }

  judge(witness: Witness): Judged {
    const source = this.#source.ask(witness);
    const target = this.#target.ask(witness);
    let first: Judged | undefined;
    for (const [index, step] of witness.steps.entries()) {
      const [one, other] = [source[index], target[index]];
      if (one === undefined || other === undefined) continue;
      const made = { ...this.#step(step, one, other), step: index, source, target };
      // An unknown difference counts before a known one, and that before what is not covered.
      if (first === undefined || rank[made.verdict] > rank[first.verdict]) first = made;
    }
    return first ?? { verdict: 'same', route: null, step: 0, differences: [], codes: [], why: [], source, target };
  }

  /** Findings that explain what differs for a request of a route, and what they leave. */
  explain(
    request: Step['request'],
    route: string | null,
    differences: readonly Difference[],
    { status, headers }: SeenAnswer,
  ): ReturnType<typeof explained> {
    const known = { statuses: status === undefined ? [] : [status], type: headers?.['content-type'] };
    return explained(differences, differences.length === 0 ? [] : this.#prediction.codes(request, route, known));
  }

  #step(step: Step, source: Shown, target: Shown): Pick<Judged, 'verdict' | 'route' | 'differences' | 'codes' | 'why'> {
    const { route } = source;
    const [one, other] = this.#kin ? [withoutNotes(source), withoutNotes(target)] : [source, target];
    let differences = compared(step, one, other, nothing);
    if (differences.some(({ field }) => field.startsWith('upstream.headers')))
      differences = compared(step, one, other, this.#prediction.added(step.request, route));
    const { codes, left } = this.explain(step.request, route, differences, source.seen);
    const why = [...new Set([...source.notCovered, ...target.notCovered])];
    if (left.length === 0 && codes.length > 0) return { verdict: 'known', route, differences, codes, why };
    if (why.length > 0) return { verdict: 'not-covered', route, differences, codes: [], why };
    return { verdict: left.length === 0 ? 'same' : 'unknown', route, differences: left, codes: [], why };
  }
}

const nothing: ReadonlySet<string> = new Set();
const envoys: ReadonlySet<string> = new Set(['envoy', 'istio', 'gateway-api']);

const rank: Readonly<Record<Verdict, number>> = { same: 0, 'not-covered': 1, known: 2, unknown: 3 };

/** Longer than any window of either side. */
function gapFor(sides: readonly Side[]): number {
  const windows = sides.flatMap(({ atoms: { sites, windows: more = [] } }) => [
    ...sites.flatMap(({ limits }) => limits.map(({ seconds }) => seconds)),
    ...more,
  ]);
  return (windows.reduce((most, one) => Math.max(most, one), 60) * 2 + 1) * 1000;
}
