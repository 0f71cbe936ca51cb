import * as check from 'fast-check';
import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { inOrder, type Ordered } from './order.ts';
import type { Path } from './path.ts';
import { type Entry, positive } from './positive.ts';
import { type Row, rowOf } from './row.ts';
import { anyText, type Text } from './text.ts';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const matchesText = (text: Text, value: string | undefined): boolean => {
  if (value === undefined) return false;
  return 'exact' in text ? text.exact === value : RE2JS.compile(text.regex).matcher(value).matches();
};

const others = ({ methods, headers }: Row, request: Request): boolean =>
  (methods?.has(request.method) ?? true) &&
  [...headers].every(([name, text]) => matchesText(text, request.headers[name]));

const takes = (row: Row, request: Request): boolean =>
  (row.path.kind === 'exact' ? request.path === row.path.text : request.path.startsWith(row.path.text)) &&
  others(row, request);

const rank: Readonly<Record<string, number>> = { Exact: 3, PathPrefix: 2, RegularExpression: 1 };

/** What the API tries first: httproute_types.go, and expressions by length as Istio does. */
function precision({ path, row }: Ordered<number | undefined>): readonly number[] {
  return [rank[path.type] ?? 0, path.value.length, row.methods === undefined ? 0 : 1, row.headers.size];
}

function byPrecision(one: Ordered<number | undefined>, other: Ordered<number | undefined>): number {
  const [a, b] = [precision(one), precision(other)];
  const at = a.findIndex((count, index) => count !== b[index]);
  return at < 0 ? 0 : (b[at] ?? 0) - (a[at] ?? 0);
}

function takesPath({ path }: Ordered<number | undefined>, request: Request): boolean {
  if (path.type === 'Exact') return request.path === path.value;
  return path.type === 'PathPrefix' || RE2JS.compile(path.value).matcher(request.path).matches();
}

const paths = ['/', '/pay', '/pay/', '/pay/now', '/orders'];
const path: check.Arbitrary<Path> = check.record({
  kind: check.constantFrom('exact', 'prefix'),
  text: check.constantFrom(...paths),
});
const text: check.Arbitrary<Text> = check.constantFrom<Text>(
  { exact: 'a' },
  { exact: 'b' },
  { regex: '[ab]' },
  anyText,
);
const part: check.Arbitrary<Partial<Row>> = check.record({
  methods: check.option(check.constantFrom(new Set(['GET']), new Set(['GET', 'POST'])), { nil: undefined }),
  headers: check
    .dictionary(check.constantFrom('x', 'y'), text, { maxKeys: 2 })
    .map((all) => new Map(Object.entries(all))),
});
const row = check.tuple(path, part).map(([where, parts]) => rowOf(where, parts));
const refusal = check
  .tuple(check.constantFrom('x', 'y'), text)
  .map(([name, value]) => rowOf({ kind: 'prefix', text: '/' }, { headers: new Map([[name, value]]) }));
const table = check
  .array(check.record({ row, without: check.array(refusal, { maxLength: 1 }) }), { minLength: 1, maxLength: 5 })
  .map((all) => all.map((one, of): Entry<number> => ({ ...one, of })));
const request: check.Arbitrary<Request> = check.record({
  method: check.constantFrom('GET', 'POST', 'PUT'),
  path: check.constantFrom(...paths, '/pay/later', '/else'),
  headers: check.dictionary(check.constantFrom('x', 'y'), check.constantFrom('a', 'b', 'c'), { maxKeys: 2 }),
});

test('the API prefers, among the rules that are written, the one that the table has first', () => {
  check.assert(
    check.property(
      table,
      check.boolean(),
      check.array(request, { minLength: 8, maxLength: 8 }),
      (entries, strict, requests) => {
        let closed = false;
        const close = (of: number): number => {
          closed = true;
          return of;
        };
        const said = positive(entries, close, () => {});
        check.pre(!closed);
        const written = inOrder(said, { strict, methodFirst: true }, () => expect.unreachable('an order was lost'));
        // Objects of one age are in any order where `strict` says that they must differ.
        const tried = (strict ? written.toReversed() : written).toSorted(byPrecision);
        for (const one of requests) {
          const wanted = entries.find(
            (entry) => takes(entry.row, one) && !entry.without.some((refused) => takes(refused, one)),
          );
          const found = tried.find((rule) => takesPath(rule, one) && others(rule.row, one));
          expect(found?.of).toBe(wanted?.of);
        }
      },
    ),
    { numRuns: 400 },
  );
});

test('what a rule must not take goes to the rules behind it', () => {
  const here = rowOf({ kind: 'prefix', text: '/pay' });
  const tenant = rowOf({ kind: 'prefix', text: '/' }, { headers: new Map([['x', { exact: 'a' }]]) });
  const said = positive(
    [
      { row: here, without: [tenant], of: 'others' },
      { row: rowOf({ kind: 'prefix', text: '/' }), without: [], of: 'all' },
    ],
    () => 'closed',
    () => {},
  );
  expect(said.map(({ of, row: { headers } }) => [of, headers.size])).toEqual([
    ['all', 1],
    ['others', 0],
    ['all', 0],
  ]);
});
