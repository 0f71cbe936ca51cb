import { type Data, field, table, tableOrEmpty, tables, text, typeOf } from '../data.ts';
import type { Stream } from '../stream.ts';
import { stringMatch } from '../text/string-match.ts';

/** Whether the request leads to the action of skipping the filter. */
export type Matcher = (stream: Stream) => boolean;

type Outcome = 'skip' | 'other' | undefined;
type Decide = (stream: Stream) => Outcome;

/** `ExtensionWithMatcher`: a matcher tree (xds.type.matcher.v3) in front of a filter. */
export function skipMatcher(wrapped: Data): Matcher {
  const decide = matcherOf(table(wrapped, 'xds_matcher') ?? tableOrEmpty(wrapped, 'matcher'));
  return (stream) => decide(stream) === 'skip';
}

function matcherOf(matcher: Data): Decide {
  const otherwise = table(matcher, 'on_no_match');
  const fallback: Decide = otherwise === undefined ? () => undefined : onMatch(otherwise);
  const tree = table(matcher, 'matcher_tree');
  if (tree !== undefined) return treeOf(tree, fallback);
  const list = tables(tableOrEmpty(matcher, 'matcher_list'), 'matchers').map((one) => ({
    holds: predicate(tableOrEmpty(one, 'predicate')),
    next: onMatch(tableOrEmpty(one, 'on_match')),
  }));
  return (stream) => {
    for (const { holds, next } of list) {
      if (!holds(stream)) continue;
      const outcome = next(stream);
      if (outcome !== undefined) return outcome;
    }
    return fallback(stream);
  };
}

function treeOf(tree: Data, fallback: Decide): Decide {
  const input = inputOf(tableOrEmpty(tree, 'input'));
  const exact = entriesOf(tableOrEmpty(tableOrEmpty(tree, 'exact_match_map'), 'map'));
  const prefixes = entriesOf(tableOrEmpty(tableOrEmpty(tree, 'prefix_match_map'), 'map'));
  return (stream) => {
    const value = input(stream);
    if (value === undefined) return fallback(stream);
    const found = exact.get(value) ?? longest(prefixes, value);
    return found?.(stream) ?? fallback(stream);
  };
}

function longest(prefixes: ReadonlyMap<string, Decide>, value: string): Decide | undefined {
  const fitting = [...prefixes].filter(([prefix]) => value.startsWith(prefix));
  return fitting.toSorted(([one], [other]) => other.length - one.length)[0]?.[1];
}

const entriesOf = (map: Data): Map<string, Decide> =>
  new Map(Object.keys(map).map((key) => [key, onMatch(tableOrEmpty(map, key))]));

function onMatch(match: Data): Decide {
  const inner = table(match, 'matcher');
  if (inner !== undefined) return matcherOf(inner);
  const type = typeOf(tableOrEmpty(tableOrEmpty(match, 'action'), 'typed_config'));
  const outcome = type.endsWith('.SkipFilter') ? 'skip' : 'other';
  return () => outcome;
}

function predicate(data: Data): (stream: Stream) => boolean {
  const not = table(data, 'not_matcher');
  if (not !== undefined) {
    const inner = predicate(not);
    return (stream) => !inner(stream);
  }
  const and = table(data, 'and_matcher');
  if (and !== undefined) {
    const all = tables(and, 'predicate').map(predicate);
    return (stream) => all.every((one) => one(stream));
  }
  const or = table(data, 'or_matcher');
  if (or !== undefined) {
    const any = tables(or, 'predicate').map(predicate);
    return (stream) => any.some((one) => one(stream));
  }
  const single = tableOrEmpty(data, 'single_predicate');
  const input = inputOf(tableOrEmpty(single, 'input'));
  const match = stringMatch(tableOrEmpty(single, 'value_match'));
  return (stream) => {
    if (match === undefined) stream.notCovered('matcher.value_match');
    const value = input(stream);
    return value !== undefined && match?.(value) === true;
  };
}

function inputOf(input: Data): (stream: Stream) => string | undefined {
  const config = tableOrEmpty(input, 'typed_config');
  const type = typeOf(config);
  if (type === 'envoy.type.matcher.v3.HttpRequestHeaderMatchInput') {
    const name = (text(config, 'header_name') ?? '').toLowerCase();
    return ({ headers }) => headers.get(name);
  }
  return (stream) => {
    stream.notCovered(`matcher input ${type === '' ? String(field(input, 'name')) : type}`);
    return undefined;
  };
}
