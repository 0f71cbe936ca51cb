import { type Data, number, table, tableOrEmpty, tables, text, texts } from '../../envoy/data.ts';
import { merged, mergedConfig } from './merge.ts';
import { edited, isMerge, type Patch, type Patches } from './patches.ts';
import { type MergingOf, patchedRoutes } from './patch-routes.ts';

const managerName = 'envoy.filters.network.http_connection_manager';

/** LISTENER, LISTENER_FILTER, FILTER_CHAIN, NETWORK_FILTER and HTTP_FILTER, and the routes inside. */
export function patchedListener(listener: Data, patches: Patches, mergingOf: MergingOf): readonly Data[] {
  let made = listener;
  for (const patch of patches('LISTENER')) {
    if (!fitsListener(made, patch)) continue;
    if (patch.operation === 'REMOVE') return [];
    if (isMerge(patch)) made = merged(made, patch.value, mergingOf(patch));
  }
  const filters = patches('LISTENER_FILTER')
    .filter((patch) => fitsListener(listener, patch))
    .reduce<readonly Data[]>(
      (list, patch) => {
        const name = text(listenerMatch(patch) ?? {}, 'listenerFilter');
        return edited(list, patch, { names: name !== undefined, is: (one) => text(one, 'name') === name }, patch.value);
      },
      tables(made, 'listener_filters'),
    );
  const chains = tables(made, 'filter_chains').flatMap((chain) => patchedChain(chain, made, patches, mergingOf));
  const added = patches('FILTER_CHAIN').filter((patch) => patch.operation === 'ADD' && fitsListener(made, patch));
  return [
    kept(listener, mergingOf, {
      ...made,
      filter_chains: [...chains, ...added.map(({ value }) => value)],
      ...(filters.length === 0 ? {} : { listener_filters: filters }),
    }),
  ];
}

/** A part made anew has the origin of the part before. */
function kept(before: Data, mergingOf: MergingOf, made: Data): Data {
  const { origins } = mergingOf({ operation: '', match: {}, value: {}, origin: { at: '', what: '' } });
  const origin = origins.of(before);
  return origin === undefined ? made : origins.mark(made, origin);
}

function patchedChain(chain: Data, listener: Data, patches: Patches, mergingOf: MergingOf): readonly Data[] {
  let made = chain;
  const own = (applyTo: string): readonly Patch[] =>
    patches(applyTo).filter((patch) => fitsListener(listener, patch) && fitsChain(made, patch));
  for (const patch of own('FILTER_CHAIN')) {
    if (patch.operation === 'REMOVE') return [];
    if (isMerge(patch)) made = merged(made, patch.value, mergingOf(patch));
  }
  const network = own('NETWORK_FILTER');
  const filters = network
    .filter((patch) => !isMerge(patch))
    .reduce<readonly Data[]>(
      (list, patch) => {
        const name = text(filterMatch(patch) ?? {}, 'name');
        return edited(list, patch, { names: name !== undefined, is: (one) => text(one, 'name') === name }, patch.value);
      },
      tables(made, 'filters'),
    );
  const all = filters.map((filter) => patchedFilter(filter, network, own('HTTP_FILTER'), patches, mergingOf));
  return [kept(chain, mergingOf, { ...made, filters: all })];
}

function patchedFilter(
  filter: Data,
  network: readonly Patch[],
  http: readonly Patch[],
  patches: Patches,
  mergingOf: MergingOf,
): Data {
  const wanted = (patch: Patch): boolean => {
    const name = text(filterMatch(patch) ?? {}, 'name');
    return name === undefined || name === text(filter, 'name');
  };
  const made = network
    .filter((patch) => isMerge(patch) && wanted(patch))
    .reduce((one, patch) => withConfig(one, patch, mergingOf), filter);
  if (text(made, 'name') !== managerName) return made;
  const manager = tableOrEmpty(made, 'typed_config');
  const own = http.filter(wanted);
  const filters = own
    .filter((patch) => !isMerge(patch))
    .reduce<readonly Data[]>(
      (list, patch) => {
        const place = { names: subFilter(patch) !== undefined, is: (one: Data) => isSub(one, patch) };
        return edited(list, patch, place, mergingOf(patch).origins.mark({ ...patch.value }, patch.origin));
      },
      tables(manager, 'http_filters'),
    )
    .map((one) =>
      own
        .filter((patch) => isMerge(patch) && (subFilter(patch) === undefined || isSub(one, patch)))
        .reduce((each, patch) => withConfig(each, patch, mergingOf), one),
    );
  const routes = table(manager, 'route_config');
  return {
    ...made,
    typed_config: {
      ...manager,
      http_filters: filters,
      ...(routes === undefined ? {} : { route_config: patchedRoutes(routes, patches, mergingOf) }),
    },
  };
}

/** A filter with its name and configuration merged. */
function withConfig(filter: Data, patch: Patch, mergingOf: MergingOf): Data {
  const config = table(patch.value, 'typed_config');
  const name = text(patch.value, 'name');
  return kept(filter, mergingOf, {
    ...filter,
    ...(name === undefined || name === '' ? {} : { name }),
    ...(config === undefined ? {} : { typed_config: mergedConfig(filter['typed_config'], config, mergingOf(patch)) }),
  });
}

const listenerMatch = ({ match }: Patch): Data | undefined => table(match, 'listener');
const chainMatch = (patch: Patch): Data | undefined => table(listenerMatch(patch) ?? {}, 'filterChain');
const filterMatch = (patch: Patch): Data | undefined => table(chainMatch(patch) ?? {}, 'filter');
const subFilter = (patch: Patch): Data | undefined => table(filterMatch(patch) ?? {}, 'subFilter');
const isSub = (filter: Data, patch: Patch): boolean => text(subFilter(patch) ?? {}, 'name') === text(filter, 'name');

function fitsListener(listener: Data, patch: Patch): boolean {
  const match = listenerMatch(patch);
  if (match === undefined) return true;
  const name = text(match, 'name') ?? '';
  const port = number(match, 'portNumber') ?? 0;
  const socket = tableOrEmpty(tableOrEmpty(listener, 'address'), 'socket_address');
  return (name === '' || name === text(listener, 'name')) && (port === 0 || port === number(socket, 'port_value'));
}

function fitsChain(chain: Data, patch: Patch): boolean {
  const match = chainMatch(patch);
  if (match === undefined) return true;
  const own = table(chain, 'filter_chain_match') ?? {};
  const [name, sni] = [text(match, 'name') ?? '', text(match, 'sni') ?? ''];
  const protocol = text(match, 'transportProtocol') ?? '';
  return (
    (name === '' || name === text(chain, 'name')) &&
    (sni === '' || texts(own, 'server_names').includes(sni)) &&
    (protocol === '' || protocol === text(own, 'transport_protocol'))
  );
}
