import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { type Data, field, number, present, table, tableOrEmpty, tables, text, typeOf } from '../data.ts';
import { type Around, connectionManager, type Given, type Manager } from '../manager/connection.ts';
import { bestChain, type Connection, matchOf } from './chain-match.ts';
import { chainMatcher } from './chain-matcher.ts';
import { type Ending, tlsEnding } from './tls.ts';

interface FilterChain {
  readonly name: string;
  readonly at: string;
  readonly tls: Ending | undefined;
  readonly manager: Manager | undefined;
}

export interface Listener {
  readonly name: string;
  readonly at: string;
  readonly address: string;
  readonly port: number;
  /** Whether a connection by TLS is understood by any chain. */
  readonly secure: boolean;
  readonly chainOf: (connection: Connection) => FilterChain | undefined;
  readonly inspects: boolean;
}

/** All listeners, one for each address that they have. */
export function readListeners(resources: Data, at: string, given: Given): Listener[] {
  return tables(resources, 'listeners').flatMap((one, index) => listenersOf(one, `${at}/listeners/${index}`, given));
}

function listenersOf(listener: Data, at: string, given: Given): Listener[] {
  const sockets = [listener, ...tables(listener, 'additional_addresses')].flatMap((one) =>
    present(table(tableOrEmpty(one, 'address'), 'socket_address')),
  );
  const inspects = tables(listener, 'listener_filters').some((one) =>
    typeOf(tableOrEmpty(one, 'typed_config')).endsWith('.TlsInspector'),
  );
  const outbound = text(listener, 'traffic_direction') === 'OUTBOUND';
  return sockets.map((socket) => {
    const port = number(socket, 'port_value') ?? 0;
    const chain = (data: Data, where: string): FilterChain => filterChain(data, where, { ...given, port, outbound });
    const chains = tables(listener, 'filter_chains').map((data, index) => ({
      match: matchOf(data),
      chain: chain(data, `${at}/filter_chains/${index}`),
    }));
    const last = table(listener, 'default_filter_chain');
    const fallback = last === undefined ? undefined : chain(last, `${at}/default_filter_chain`);
    const matcher = table(listener, 'filter_chain_matcher');
    const byName = new Map(chains.map((one) => [one.chain.name, one.chain]));
    const named = matcher === undefined ? undefined : chainMatcher(matcher);
    const found =
      named === undefined
        ? (connection: Connection) => bestChain(chains, connection)
        : (connection: Connection) => byName.get(named(connection) ?? '');
    const single = chains.length === 1 && named === undefined && Object.keys(chains[0]?.match ?? {}).length === 0;
    const [only] = chains;
    return {
      name: text(listener, 'name') ?? '',
      at,
      address: text(socket, 'address') ?? '',
      port,
      inspects,
      secure: [...chains.map((one) => one.chain), ...(fallback === undefined ? [] : [fallback])].some(
        ({ tls }) => tls !== undefined,
      ),
      chainOf: single ? () => only?.chain : (connection) => found(connection) ?? fallback,
    };
  });
}

const managerType = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';

function filterChain(data: Data, at: string, given: Given & Around): FilterChain {
  const filters = tables(data, 'filters');
  const index = filters.findIndex((one) => typeOf(tableOrEmpty(one, 'typed_config')) === managerType);
  const filter = filters[index];
  return {
    name: text(data, 'name') ?? '',
    at,
    tls: tlsEnding(data),
    manager:
      filter === undefined
        ? undefined
        : connectionManager(tableOrEmpty(filter, 'typed_config'), `${at}/filters/${index}/typed_config`, given),
  };
}

/** The listener that a request arrives at: by its port, else by whether it comes over TLS. */
export function listenerFor(listeners: readonly Listener[], { port, scheme }: GatewayRequest): Listener | undefined {
  if (port !== undefined) return listeners.find((one) => one.port === port);
  const secure = scheme === 'https';
  return listeners.find((one) => one.secure === secure) ?? (secure ? undefined : listeners[0]);
}

/** Fragments are refused unless the runtime says otherwise (`envoy.reloadable_features.http_reject_path_with_fragment`). */
export function refusesFragments(bootstrap: Data): boolean {
  const layers = tables(tableOrEmpty(bootstrap, 'layered_runtime'), 'layers').map((one) =>
    tableOrEmpty(one, 'static_layer'),
  );
  return !layers.some((one) => field(one, 'envoy.reloadable_features.http_reject_path_with_fragment') === false);
}
