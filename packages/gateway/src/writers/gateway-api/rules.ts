/** The parts of one set of hosts as rules of HTTPRoutes, in the order in which the API tries them. */
import type { JsonObject } from '../envoy/config.ts';
import { silence } from './action.ts';
import { inOrder } from './match/order.ts';
import type { Text } from './match/text.ts';
import { type Entry, positive, type Said } from './match/positive.ts';
import { covers, type Row } from './match/row.ts';
import { type Part, refused, unavailable } from './parts.ts';

/** One rule of an HTTPRoute. */
export interface Spoken {
  /** What answers; undefined for requests that no route of the source would take. */
  readonly part: Part | undefined;
  readonly matches: readonly JsonObject[];
  readonly row: Row;
}

/** What is to be said about the rules. */
export interface Listening {
  /** The second is preferred to the first. */
  inverted(first: Part, second: Part): void;
  /** Nothing serves the methods that the API does not know. */
  dropped(part: Part): void;
}

/** More rules than one HTTPRoute takes: then they stand in several, whose order among equals is that of their age. */
const few = 16;

/** `methodFirst`: see {@link inOrder}. */
export function rulesOf(
  entries: readonly Entry<Part>[],
  methodFirst: boolean,
  listening: Listening,
): readonly Spoken[] {
  const close = (part: Part): Part => refused(part, 'a condition');
  const rows = reachable(positive(entries, close, (part) => listening.dropped(part), isSaid));
  const closedFor = new Map<Part, string>();
  const pairs: (readonly [Part, Part])[] = [];
  const ordered = inOrder(rows, { strict: rows.length > few || !methodFirst, methodFirst }, (first, second) => {
    if (first === undefined || second === undefined) return;
    if (second.action.prefix !== undefined) closedFor.set(second, 'a rewritten path');
    else if (refuses(first) && !refuses(second) && first.rule !== second.rule)
      closedFor.set(second, 'its place in the order');
    else pairs.push([first, second]);
  });
  for (const [first, second] of pairs) listening.inverted(first, second);
  return ordered.flatMap(({ row, path, of }) => {
    const reason = of === undefined ? undefined : closedFor.get(of);
    const part = of !== undefined && reason !== undefined ? refused(of, reason) : of;
    const matches = matchesOf(row, path);
    // The API replaces a prefix only where a rule has one match.
    return of?.action.prefix === undefined
      ? [{ part, matches, row }]
      : matches.map((one) => ({ part, matches: [one], row }));
  });
}

/** What a rule answers where nothing of the source is behind it. */
export const unserved = { ...silence, status: unavailable };

/** A prefix is replaced only where it is asked for as a whole. */
const isSaid = (part: Part | undefined, { path }: Row): boolean =>
  part?.action.prefix === undefined || (path.kind === 'language' && path.segment !== undefined);

const refuses = ({ action }: Part): boolean =>
  action.shares.length === 0 && action.filters.every(({ type }) => type !== 'RequestRedirect');

/** Without rows whose requests are all taken by one before. */
function reachable(rows: readonly Said<Part>[]): readonly Said<Part>[] {
  const byBeginning = new Map<string, Row[]>();
  return rows.filter(({ row }) => {
    const { text } = row.path;
    for (let length = 0; length <= text.length; length++)
      for (const earlier of byBeginning.get(text.slice(0, length)) ?? []) if (covers(earlier, row)) return false;
    const known = byBeginning.get(text);
    if (known === undefined) byBeginning.set(text, [row]);
    else known.push(row);
    return true;
  });
}

/** One match for each method; none where the API takes no more than sixteen of a kind, or shorter texts. */
function matchesOf(row: Row, path: JsonObject): readonly JsonObject[] {
  const match: JsonObject = { path, headers: said(row.headers), queryParams: said(row.parameters) };
  return row.methods === undefined ? [match] : [...row.methods].map((method) => ({ ...match, method }));
}

const said = (texts: ReadonlyMap<string, Text>): readonly JsonObject[] | undefined =>
  texts.size === 0
    ? undefined
    : [...texts].map(([name, text]) =>
        'exact' in text
          ? { name, type: 'Exact', value: text.exact }
          : { name, type: 'RegularExpression', value: text.regex },
      );
