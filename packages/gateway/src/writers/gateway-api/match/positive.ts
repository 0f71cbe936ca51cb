/**
 * An ordered list of rows without negation. Gateway API cannot say "and not", but its rules are tried one after the other:
 * what a rule must not take is given, in front of it, to whatever would have come behind it.
 */
import { meet, covers, type Row } from './row.ts';
import type { Wanted } from './rows.ts';

export interface Entry<T> extends Wanted {
  readonly of: T;
  /** false: may be left away where nothing comes behind it. */
  readonly needed?: false;
}

export interface Said<T> {
  readonly row: Row;
  /** What answers; undefined where nothing would have come behind, and the source answers that no route is there. */
  readonly of: T | undefined;
}

/** More rows than this for one, and it is closed instead. */
const most = 48;

/**
 * From the last to the first. `close` is what an entry becomes that cannot be said: it takes every request of its row.
 * `dropped` is told of what was left away; `fits` says whether something can answer for a row.
 */
export function positive<T>(
  entries: readonly Entry<T>[],
  close: (of: T) => T,
  dropped: (of: T) => void,
  fits: (of: T | undefined, row: Row) => boolean = () => true,
): readonly Said<T>[] {
  const below = new Below<T>();
  for (const entry of entries.toReversed()) {
    if (entry.needed === false && !below.meets(entry.row)) {
      dropped(entry.of);
      continue;
    }
    const front = entry.without.length === 0 ? [] : inFront(entry, below, fits);
    const own: Said<T> = { row: entry.row, of: front === undefined ? close(entry.of) : entry.of };
    below.putOnTop([...(front ?? []), own]);
  }
  return below.all();
}

/** What takes the requests that the entry must leave; undefined when that cannot be said. */
function inFront<T>(
  entry: Entry<T>,
  below: Below<T>,
  fits: (of: T | undefined, row: Row) => boolean,
): readonly Said<T>[] | undefined {
  const found: Said<T>[] = [];
  for (const refused of entry.without) {
    const left = meet(entry.row, refused);
    if (left === 'never') continue;
    if (left === undefined) return undefined;
    let whole = false;
    for (const { row, of } of below.near(left)) {
      const both = meet(left, row);
      if (both === 'never') continue;
      if (both === undefined || !fits(of, both)) return undefined;
      found.push({ row: both, of });
      whole = covers(row, left);
      if (whole) break;
    }
    if (!whole) found.push({ row: left, of: undefined });
    if (found.length > most) return undefined;
  }
  return found;
}

/** The rows so far, and those whose paths may be among the paths of another. Stateful. */
class Below<T> {
  /** From the last to the first. */
  readonly #rows: Said<T>[] = [];
  readonly #byBeginning = new Map<string, number[]>();

  putOnTop(rows: readonly Said<T>[]): void {
    for (const said of rows.toReversed()) {
      const { text } = said.row.path;
      const known = this.#byBeginning.get(text);
      if (known === undefined) this.#byBeginning.set(text, [this.#rows.length]);
      else known.push(this.#rows.length);
      this.#rows.push(said);
    }
  }

  /** From the first to the last. */
  *near({ path }: Row): Generator<Said<T>, void> {
    const at: number[] = [];
    for (const [text, places] of this.#byBeginning)
      if (path.text.startsWith(text) || text.startsWith(path.text)) at.push(...places);
    for (const place of at.toSorted((a, b) => b - a)) {
      const found = this.#rows[place];
      if (found !== undefined) yield found;
    }
  }

  meets(row: Row): boolean {
    for (const said of this.near(row)) if (meet(row, said.row) !== 'never') return true;
    return false;
  }

  all(): readonly Said<T>[] {
    return this.#rows.toReversed();
  }
}
