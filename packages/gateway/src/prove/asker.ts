/** Asks one side witnesses, each as if nothing had been asked before. */
import type { Answer, TraceStep } from '../semantics/answer.ts';
import type { Evaluator } from '../semantics/evaluator.ts';
import type { Forward } from '../semantics/answer.ts';
import type { SeenAnswer } from '../semantics/compare/seen.ts';
import { headerOf } from './edit.ts';
import { play } from './play.ts';
import type { Side } from './side.ts';
import type { Step, Witness } from './witnesses/witness.ts';

/** What one step showed. */
export interface Shown {
  readonly route: string | null;
  readonly seen: SeenAnswer;
  readonly forward: Forward | undefined;
  readonly notCovered: readonly string[];
  readonly trace: readonly TraceStep[];
  /** Of requests under all chances, how many went where. */
  readonly shares?: Readonly<Record<string, number>>;
}

/** The moment at which everything begins (2026-01-01); signatures of witnesses are dated by it. */
export const beginning = 1_767_225_600_000;

export class Asker {
  readonly #side: Side;
  readonly #trace: boolean;
  /** Long enough for every limit to forget. */
  readonly #gap: number;
  #evaluator: Evaluator;
  #now = beginning;
  #draws: () => number = () => 0.5;
  /** Requests that were evaluated. */
  asked = 0;

  constructor(side: Side, gap: number, trace: boolean) {
    this.#side = side;
    this.#gap = gap;
    this.#trace = trace;
    this.#evaluator = this.#fresh();
  }

  #fresh(): Evaluator {
    return this.#side.evaluator({ trace: this.#trace, random: () => this.#draws(), serve: true });
  }

  /** One entry for each step. */
  ask(witness: Witness): readonly Shown[] {
    if (witness.steps.some(({ request }) => headerOf(request, 'authorization')?.startsWith('Signature') === true)) {
      this.#evaluator = this.#fresh();
      this.#now = beginning;
    } else this.#now += this.#gap;
    this.#draws = () => 0.5;
    return witness.steps.map((step) => {
      this.#now += step.pause ?? 0;
      if (witness.chances !== undefined) return this.#underChances(step, witness, witness.chances);
      return step.repeat === undefined || step.repeat < 2
        ? this.#once(step, witness)
        : this.#often(step, witness, step.repeat);
    });
  }

  #answer({ request }: Step): Answer {
    this.asked++;
    return this.#evaluator.answer(request, { now: this.#now });
  }

  #once(step: Step, witness: Witness): Shown {
    const answer = this.#answer(step);
    const seen = play(answer, step.request, witness.nodes);
    answer.serving?.forward?.done();
    return shown(answer, seen);
  }

  /** The last one, and how often each status came. */
  #often(step: Step, witness: Witness, repeat: number): Shown {
    const counts: Record<string, number> = {};
    for (let copy = 1; copy < repeat; copy++) {
      const answer = this.#answer(step);
      const forward = answer.serving?.forward;
      // Only its status counts; a node's answer is the same each time.
      if (witness.nodes !== undefined) play(answer, step.request, witness.nodes);
      forward?.done();
      const key = forward === undefined ? String(answer.status ?? answer.statuses?.join('|')) : 'forwarded';
      counts[key] = (counts[key] ?? 0) + 1;
    }
    const last = this.#once(step, witness);
    return { ...last, seen: { ...last.seen, statuses_count: counts } };
  }

  /** Where requests go, in per mille, when chance is tried evenly. */
  #underChances(step: Step, witness: Witness, chances: number): Shown {
    const shares: Record<string, number> = {};
    let last: Shown | undefined;
    for (let at = 0; at < chances; at++) {
      let draw = 0;
      // The first draw is spread evenly, later ones follow by the golden ratio.
      this.#draws = () => ((at + 0.5) / chances + 0.618_033_988_75 * draw++) % 1;
      last = this.#once(step, witness);
      const { forward, seen } = last;
      const key =
        forward === undefined
          ? `status ${seen.status}`
          : forward.nodes
              .map(({ host, port }) => `${host}:${port}`)
              .sort()
              .join(' ');
      shares[key] = (shares[key] ?? 0) + 1000 / chances;
    }
    return { ...(last ?? this.#once(step, witness)), shares };
  }
}

const shown = (answer: Answer, seen: SeenAnswer): Shown => ({
  route: answer.route,
  seen,
  forward: answer.serving?.forward,
  notCovered: answer.notCovered ?? [],
  trace: answer.trace,
});
