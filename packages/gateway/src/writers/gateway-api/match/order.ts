/**
 * Gateway API tries matches by their precision, not in an order: Exact paths before PathPrefix before expressions, longer
 * ones first, then those with a method, with more headers, with more parameters (httproute_types.go, HTTPRouteRule; that
 * expressions come last and are compared by length is what Istio does, and Envoy Gateway does the same among them). The
 * source has one ordered table. Where both disagree about two rows that one request can match, both are said as
 * expressions, and the first is made longer by anchors, which change nothing: an expression is for the whole path anyway.
 */
import { exactPath, pattern } from './path.ts';
import { meet, type Row } from './row.ts';

export interface Ordered<T> {
  readonly row: Row;
  /** HTTPPathMatch. */
  readonly path: { readonly type: Kind; readonly value: string };
  readonly of: T;
}

/** What the implementation decides by beside the paths. */
export interface Precision {
  /** Rows of equal precision must differ too, because they will stand in several objects. */
  readonly strict: boolean;
  /** A method decides before the number of headers does; without that, nothing but the path counts here. */
  readonly methodFirst: boolean;
}

/** What an expression may be long: the API takes 1024 characters. */
const longest = 1024;

type Kind = 'Exact' | 'PathPrefix' | 'RegularExpression';
const rank = { Exact: 3, PathPrefix: 2, RegularExpression: 1 } as const;

interface Place<T> {
  readonly row: Row;
  readonly of: T;
  kind: Kind;
  value: string;
}

/**
 * The rows with their paths.
 * `lost` is told of rows whose order cannot be kept: the second is preferred to the first.
 */
export function inOrder<T>(
  rows: readonly { readonly row: Row; readonly of: T }[],
  precision: Precision,
  lost: (first: T, second: T) => void,
): readonly Ordered<T>[] {
  const places = rows.map(({ row, of }): Place<T> => ({ row, of, ...natural(row) }));
  demote(places, precision);
  const later = new Near<T>();
  for (const place of places.toReversed()) {
    raise(place, later, precision, lost);
    later.add(place);
  }
  return places.map(({ row, of, kind, value }) => ({ row, of, path: { type: kind, value } }));
}

function natural(row: Row): { readonly kind: Kind; readonly value: string } {
  const exact = exactPath(row.path);
  if (exact !== undefined) return { kind: 'Exact', value: exact };
  const segment = segmentOf(row);
  if (segment !== undefined) return { kind: 'PathPrefix', value: segment };
  if (row.path.kind === 'prefix' && row.path.text === '/') return { kind: 'PathPrefix', value: '/' };
  return { kind: 'RegularExpression', value: pattern(row.path) };
}

/**
 * Paths that are no expressions become some where an earlier row of less precision must win; all rows of such a path
 * together, so that their order stays comparable.
 */
function demote<T>(places: readonly Place<T>[], precision: Precision): void {
  for (let found = misplaced(places, precision); found.size > 0; found = misplaced(places, precision))
    for (const place of places) if (place.kind !== 'RegularExpression' && found.has(place.value)) asExpression(place);
}

/** Paths of rows that are preferred to an earlier one which they may meet. */
function misplaced<T>(places: readonly Place<T>[], precision: Precision): ReadonlySet<string> {
  const before = new Near<T>();
  const found = new Set<string>();
  for (const place of places) {
    if (place.kind !== 'RegularExpression' && segmentOf(place.row) === undefined && !found.has(place.value))
      for (const earlier of before.near(place.row))
        if (preferred(place, earlier, precision) && mayMeet(earlier.row, place.row)) {
          found.add(place.value);
          break;
        }
    before.add(place);
  }
  return found;
}

function preferred<T>(later: Place<T>, earlier: Place<T>, precision: Precision): boolean {
  if (later.kind !== earlier.kind) return rank[later.kind] > rank[earlier.kind];
  return later.value === earlier.value && outdoes(later.row, earlier.row, precision);
}

/** Of two rows with paths of equal precision: whether the first may be tried before the second. */
const outdoes = (one: Row, other: Row, { strict, methodFirst }: Precision): boolean =>
  !methodFirst || more(parts(one), parts(other)) || (strict && !more(parts(other), parts(one)));

/** Set where no expression would do. */
const segmentOf = ({ path }: Row): string | undefined => (path.kind === 'language' ? path.segment : undefined);

function asExpression<T>(place: Place<T>): void {
  place.kind = 'RegularExpression';
  place.value = pattern(place.row.path);
}

function raise<T>(place: Place<T>, later: Near<T>, precision: Precision, lost: (first: T, second: T) => void): void {
  let wanted = place.value.length;
  for (const other of later.near(place.row)) {
    if (rank[place.kind] > rank[other.kind] || !mayMeet(place.row, other.row)) continue;
    if (rank[place.kind] < rank[other.kind]) {
      lost(place.of, other.of);
      continue;
    }
    const least = other.value.length + (outdoes(other.row, place.row, precision) ? 1 : 0);
    if (least <= wanted) continue;
    if (place.kind === 'RegularExpression' && least <= longest) wanted = least;
    else lost(place.of, other.of);
  }
  place.value = '^'.repeat(wanted - place.value.length) + place.value;
}

/** What decides between paths of equal precision, in this order. */
const parts = (row: Row): readonly number[] => [
  row.methods === undefined ? 0 : 1,
  row.headers.size,
  row.parameters.size,
];

/** Whether the first has more of what decides. */
function more(one: readonly number[], other: readonly number[]): boolean {
  for (const [index, count] of one.entries()) {
    const against = other[index] ?? 0;
    if (count !== against) return count > against;
  }
  return false;
}

const mayMeet = (one: Row, other: Row): boolean => meet(one, other) !== 'never';

/** Finds rows whose paths may meet another's, without comparing all with all. Stateful. */
class Near<T> {
  readonly #byBeginning = new Map<string, Place<T>[]>();
  /** Beginnings by each of their own beginnings. */
  readonly #longer = new Map<string, Set<string>>();

  add(place: Place<T>): void {
    const { text } = place.row.path;
    const known = this.#byBeginning.get(text);
    if (known !== undefined) {
      known.push(place);
      return;
    }
    this.#byBeginning.set(text, [place]);
    for (let length = 0; length < text.length; length++) {
      const beginning = text.slice(0, length);
      const longer = this.#longer.get(beginning);
      if (longer === undefined) this.#longer.set(beginning, new Set([text]));
      else longer.add(text);
    }
  }

  *near({ path }: Row): Generator<Place<T>, void> {
    const { text, kind } = path;
    for (let length = 0; length <= text.length; length++) yield* this.#byBeginning.get(text.slice(0, length)) ?? [];
    if (kind === 'exact') return;
    for (const longer of this.#longer.get(text) ?? []) yield* this.#byBeginning.get(longer) ?? [];
  }
}
