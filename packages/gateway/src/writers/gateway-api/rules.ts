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
  const rows = reachable(positive(entries, close, (part) => listening.dropped(part)));
  const opened = new Set<Part>();
  const pairs: (readonly [Part, Part])[] = [];
  const ordered = inOrder(rows, { strict: rows.length > few || !methodFirst, methodFirst }, (first, second) => {
    if (first === undefined || second === undefined) return;
    if (refuses(first) && !refuses(second) && first.rule !== second.rule) opened.add(second);
    else pairs.push([first, second]);
  });
  for (const [first, second] of pairs) listening.inverted(first, second);
  return ordered.flatMap(({ row, path, of }) => {
    const part = of !== undefined && opened.has(of) ? refused(of, 'its place in the order') : of;
    const matches = matchesOf(row, path);
    return matches.length === 0 ? [] : [{ part, matches, row }];
  });
}

/** What a rule answers where nothing of the source is behind it. */
export const unserved = { ...silence, status: unavailable };

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
