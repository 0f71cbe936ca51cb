/** Counts what witnesses showed, by route and kind, and keeps one of each cause. */
import type { Judged, Verdict } from './judge.ts';
import type { ProofRoute } from './proof.ts';
import type { Witness } from './witnesses/witness.ts';

export interface Cause {
  readonly verdict: 'known' | 'unknown';
  readonly route: string | null;
  readonly codes: readonly string[];
  readonly witness: Witness;
  readonly judged: Judged;
  readonly kinds: Set<string>;
  count: number;
}

interface Row {
  readonly codes: Set<string>;
  readonly why: Set<string>;
  readonly untried: Set<string>;
  /** Witnesses that were left out because there were too many. */
  left: number;
  readonly kinds: Map<string, Record<'asked' | Exclude<Verdict, 'same'>, number>>;
  verdict: Verdict;
}

const rank: Readonly<Record<Verdict, number>> = { same: 0, known: 1, 'not-covered': 2, unknown: 3 };

export class Tally {
  readonly #rows = new Map<string | null, Row>();
  readonly #causes = new Map<string, Cause>();
  witnesses = 0;
  readonly differ = { known: 0, unknown: 0 };

  add(kind: string, witness: Witness, judged: Judged): void {
    this.witnesses++;
    const row = this.#row(judged.route);
    const cell = row.kinds.get(kind) ?? { asked: 0, known: 0, unknown: 0, 'not-covered': 0 };
    row.kinds.set(kind, cell);
    cell.asked++;
    const { verdict } = judged;
    if (rank[verdict] > rank[row.verdict]) row.verdict = verdict;
    if (verdict === 'same') return;
    cell[verdict]++;
    if (verdict === 'not-covered') for (const part of judged.why) row.why.add(part);
    else this.#cause(kind, witness, judged, verdict, row);
  }

  leaveOutSome(route: string, count: number): void {
    this.#row(route).left += count;
  }

  /** Something about a route that would have taken too many requests. */
  leaveOut(route: string, what: string): void {
    this.#row(route).untried.add(what);
  }

  #cause(kind: string, witness: Witness, judged: Judged, verdict: 'known' | 'unknown', row: Row): void {
    const { route, codes } = judged;
    this.differ[verdict]++;
    for (const code of codes) row.codes.add(code);
    const key = JSON.stringify([verdict, route, verdict === 'known' ? codes : effectOf(judged)]);
    const cause = this.#causes.get(key) ?? { verdict, route, codes, witness, judged, kinds: new Set(), count: 0 };
    cause.count++;
    cause.kinds.add(kind);
    this.#causes.set(key, cause);
  }

  #row(route: string | null): Row {
    const known = this.#rows.get(route);
    if (known !== undefined) return known;
    const made: Row = {
      codes: new Set(),
      why: new Set(),
      untried: new Set(),
      left: 0,
      kinds: new Map(),
      verdict: 'same',
    };
    this.#rows.set(route, made);
    return made;
  }

  /** Unknown ones first. */
  causes(): readonly Cause[] {
    return [...this.#causes.values()].toSorted(
      (one, other) => Number(other.verdict === 'unknown') - Number(one.verdict === 'unknown'),
    );
  }

  /** A route that no witness reached counts as not covered. */
  routes(all: readonly (readonly [route: string, place: string | undefined])[]): readonly ProofRoute[] {
    const places = new Map(all);
    const ids = [...new Set<string | null>([...places.keys(), ...this.#rows.keys()])];
    return ids.map((route) => {
      const row = this.#row(route);
      const place = route === null ? undefined : places.get(route);
      const reached = row.kinds.size > 0;
      return {
        route,
        ...(place === undefined ? {} : { place }),
        verdict: reached ? row.verdict : 'not-covered',
        codes: [...row.codes].sort(),
        why: reached ? [...row.why].sort() : ['no witness reaches it'],
        untried: [...row.untried, ...(row.left === 0 ? [] : [`witnesses (${row.left})`])],
        witnesses: Object.fromEntries(row.kinds),
      };
    });
  }
}

/** Fields that differ; statuses with their values, because they tell causes apart. */
function effectOf({ differences, step, source, target }: Judged): readonly unknown[] {
  const status = [source[step]?.seen.status, target[step]?.seen.status];
  return [status[0] === status[1] ? [] : status, differences.map(({ field }) => field).sort()];
}
