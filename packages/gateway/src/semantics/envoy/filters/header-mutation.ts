import { type Data, table, tableOrEmpty, tables, text, unknownFields, flag } from '../data.ts';
import type { Headers } from '../headers.ts';
import { applyOption, headerOption } from '../routing/mutate.ts';
import type { Stream } from '../stream.ts';
import { stringMatch } from '../text/string-match.ts';
import type { FilterKind } from './filter.ts';

type Mutation = (headers: Headers, stream: Stream) => void;

/**
 * `envoy.filters.http.header_mutation`: its own mutations, then those of route configuration, virtual host and route, or
 * the other way round with `most_specific_header_mutations_wins` unset: the widest last.
 */
export const headerMutation: FilterKind = {
  type: 'envoy.extensions.filters.http.header_mutation.v3.HeaderMutation',
  create(config) {
    const own = mutationsOf(tableOrEmpty(config, 'mutations'));
    const specificLast = flag(config, 'most_specific_header_mutations_wins') === true;
    return (levels) => {
      const inner = levels.map((level) => mutationsOf(tableOrEmpty(level, 'mutations')));
      const all = [own, ...(specificLast ? inner : inner.toReversed())];
      const request = all.flatMap((one) => one.request);
      const response = all.flatMap((one) => one.response);
      if (request.length === 0 && response.length === 0) return undefined;
      return {
        ...(request.length === 0
          ? {}
          : {
              decode: (stream: Stream) => {
                for (const mutate of request) mutate(stream.headers, stream);
                return undefined;
              },
            }),
        ...(response.length === 0
          ? {}
          : {
              encode: (stream: Stream, headers: Headers) => {
                for (const mutate of response) mutate(headers, stream);
              },
            }),
      };
    };
  },
};

const known = ['request_mutations', 'response_mutations', 'response_trailers_mutations', 'request_trailers_mutations'];

function mutationsOf(mutations: Data): { readonly request: Mutation[]; readonly response: Mutation[] } {
  const unknown = unknownFields(mutations, known).map(
    (name): Mutation =>
      (_, stream) =>
        stream.notCovered(`header_mutation.${name}`),
  );
  return {
    request: [...unknown, ...tables(mutations, 'request_mutations').map(mutationOf)],
    response: tables(mutations, 'response_mutations').map(mutationOf),
  };
}

/** A `HeaderMutation` (config.common.mutation_rules.v3). Pseudo headers cannot be removed. */
export function mutationOf(mutation: Data): Mutation {
  const removed = text(mutation, 'remove')?.toLowerCase();
  if (removed !== undefined) return (headers) => headers.remove(removed);
  const append = table(mutation, 'append');
  if (append !== undefined) {
    const option = headerOption(append);
    return (headers, stream) => applyOption(option, headers, stream);
  }
  const onMatch = table(mutation, 'remove_on_match');
  const match = onMatch === undefined ? undefined : stringMatch(tableOrEmpty(onMatch, 'key_matcher'));
  if (match !== undefined) {
    const known = new Map<string, boolean>();
    const holds = (name: string): boolean => {
      const before = known.get(name);
      if (before !== undefined) return before;
      const made = match(name);
      // Names repeat from request to request; strange ones do not fill the memory.
      if (known.size < 1000) known.set(name, made);
      return made;
    };
    return (headers) => headers.removeWhere(holds);
  }
  return (_, stream) => stream.notCovered('header mutation');
}
