import { type Data, tableOrEmpty, tables, typeOf } from '../data.ts';
import { mutationOf } from '../filters/header-mutation.ts';

export type Mutation = ReturnType<typeof mutationOf>;

/** What filters of the cluster do to the request behind the router (`http_filters` of HttpProtocolOptions). */
export function upstreamMutations(protocol: Data): Mutation[] {
  return tables(protocol, 'http_filters').flatMap((filter): Mutation[] => {
    const config = tableOrEmpty(filter, 'typed_config');
    const type = typeOf(config);
    if (type.endsWith('.UpstreamCodec')) return [];
    if (type !== 'envoy.extensions.filters.http.header_mutation.v3.HeaderMutation')
      return [(_, stream) => stream.notCovered(`upstream filter ${type}`)];
    return tables(tableOrEmpty(config, 'mutations'), 'request_mutations').map(mutationOf);
  });
}
