import { type Data, table, tableOrEmpty, tables, text, typeOf } from '../data.ts';
import { stringMatch } from '../text/string-match.ts';
import type { Connection } from './chain-match.ts';

/** `filter_chain_matcher`: the name of the chain for a connection; undefined when none fits. */
export type ChainMatcher = (connection: Connection) => string | undefined;

export function chainMatcher(matcher: Data): ChainMatcher {
  const otherwise = table(matcher, 'on_no_match');
  const fallback: ChainMatcher = otherwise === undefined ? () => undefined : onMatch(otherwise);
  const tree = table(matcher, 'matcher_tree');
  if (tree !== undefined) {
    const input = inputOf(tableOrEmpty(tree, 'input'));
    const map = tableOrEmpty(tableOrEmpty(tree, 'exact_match_map'), 'map');
    const exact = new Map(Object.keys(map).map((key) => [key, onMatch(tableOrEmpty(map, key))]));
    return (connection) => exact.get(input(connection))?.(connection) ?? fallback(connection);
  }
  const list = tables(tableOrEmpty(matcher, 'matcher_list'), 'matchers').map((one) => ({
    holds: predicate(tableOrEmpty(one, 'predicate')),
    next: onMatch(tableOrEmpty(one, 'on_match')),
  }));
  return (connection) => {
    for (const { holds, next } of list) if (holds(connection)) return next(connection);
    return fallback(connection);
  };
}

function onMatch(match: Data): ChainMatcher {
  const inner = table(match, 'matcher');
  if (inner !== undefined) return chainMatcher(inner);
  const action = tableOrEmpty(match, 'action');
  const name = text(tableOrEmpty(action, 'typed_config'), 'value') ?? text(action, 'name') ?? '';
  return () => name;
}

function predicate(data: Data): (connection: Connection) => boolean {
  const not = table(data, 'not_matcher');
  if (not !== undefined) {
    const inner = predicate(not);
    return (connection) => !inner(connection);
  }
  const or = table(data, 'or_matcher');
  const and = table(data, 'and_matcher');
  if (or !== undefined || and !== undefined) {
    const parts = tables(or ?? and ?? {}, 'predicate').map(predicate);
    if (and !== undefined) return (connection) => parts.every((one) => one(connection));
    return (connection) => parts.some((one) => one(connection));
  }
  const single = tableOrEmpty(data, 'single_predicate');
  const input = inputOf(tableOrEmpty(single, 'input'));
  const match = stringMatch(tableOrEmpty(single, 'value_match'));
  return (connection) => match?.(input(connection)) === true;
}

/** Inputs by the last word of their message (envoy.extensions.matching.common_inputs.network.v3). */
const inputs: Readonly<Record<string, (connection: Connection) => string>> = {
  ServerNameInput: ({ serverName }) => serverName,
  DestinationPortInput: ({ port }) => String(port),
  DestinationIPInput: ({ localAddress }) => localAddress,
  SourceIPInput: ({ peer }) => peer,
  DirectSourceIPInput: ({ peer }) => peer,
  SourcePortInput: ({ peerPort }) => String(peerPort),
  TransportProtocolInput: ({ tls }) => (tls ? 'tls' : 'raw_buffer'),
};

function inputOf(input: Data): (connection: Connection) => string {
  const type = typeOf(tableOrEmpty(input, 'typed_config'));
  return inputs[type.slice(type.lastIndexOf('.') + 1)] ?? (() => '');
}
