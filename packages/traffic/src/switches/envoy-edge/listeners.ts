import { http1 } from './clusters.ts';
import { type Json, typed } from '../../proxies/json.ts';
import { edgeLog } from '../../proxies/outcome-log.ts';
import type { EdgeMigration, Entry } from '../model.ts';
import { edgeFiles, inward, listenerName, routeConfigName } from './names.ts';
import { type Certificate, certificatesOf, serverNames, tlsInspector, tlsToClient } from './tls.ts';

/**
 * The public listeners of a migration. They never change while it runs. Each has two filter chains: peers whose word on the
 * client's address the old gateway took keep it, all others get the address that they come from.
 */
export function listeners(migration: EdgeMigration, folder: string): Json[] {
  const trusted = migration.clientAddress.trustedPeers;
  return migration.entries.map((entry) => ({
    name: listenerName(migration.name, entry),
    address: { socket_address: { address: entry.address, port_value: entry.port } },
    // With it, a second program could listen on the same port without anybody noticing.
    enable_reuse_port: false,
    ...tlsInspector(entry),
    filter_chains: certificatesOf(entry).flatMap((certificate) => [
      ...(trusted.length > 0 ? [filterChain(migration, entry, folder, certificate, 'believes', trusted)] : []),
      filterChain(migration, entry, folder, certificate, 'decides', []),
    ]),
  }));
}

function filterChain(
  migration: EdgeMigration,
  entry: Entry,
  folder: string,
  certificate: Certificate,
  address: 'believes' | 'decides',
  peers: readonly string[],
): Json {
  return {
    name: [address, ...(certificate?.hosts ?? [])].join(' '),
    filter_chain_match: {
      ...serverNames(certificate),
      ...(peers.length > 0 ? { direct_source_prefix_ranges: peers.map(range) } : {}),
    },
    filters: [
      {
        name: 'envoy.filters.network.http_connection_manager',
        typed_config: connectionManager(migration, entry, folder, address),
      },
    ],
    ...tlsToClient(certificate),
  };
}

function connectionManager(
  migration: EdgeMigration,
  entry: Entry,
  folder: string,
  address: 'believes' | 'decides',
): Json {
  return typed('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', {
    stat_prefix: `${listenerName(migration.name, entry)}/${address}`,
    codec_type: 'AUTO',
    rds: {
      route_config_name: routeConfigName(migration.name),
      config_source: {
        resource_api_version: 'V3',
        path_config_source: { path: edgeFiles(folder).routes(migration.name) },
      },
    },
    http_filters: [
      {
        name: 'envoy.filters.http.router',
        typed_config: typed('envoy.extensions.filters.http.router.v3.Router', { suppress_envoy_headers: true }),
      },
    ],
    access_log: edgeLog,
    upgrade_configs: [{ upgrade_type: 'websocket' }],
    ...asIfNotThere,
    early_header_mutation_extensions: [
      {
        name: 'envoy.http.early_header_mutation.header_mutation',
        typed_config: typed('envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation', {
          mutations: earlyMutations(migration, entry, address),
        }),
      },
    ],
  });
}

/** The edge must not show: nothing added, nothing changed, no limit tighter than that of a gateway behind it. */
const asIfNotThere: { readonly [key: string]: Json } = {
  // The peer is the client: what it claims in x-envoy-* is not believed. X-Forwarded-For stays as it came.
  use_remote_address: true,
  skip_xff_append: true,
  generate_request_id: false,
  preserve_external_request_id: true,
  server_header_transformation: 'PASS_THROUGH',
  normalize_path: false,
  merge_slashes: false,
  path_with_escaped_slashes_action: 'KEEP_UNCHANGED',
  proxy_100_continue: true,
  stream_idle_timeout: '0s',
  max_request_headers_kb: 8192,
  common_http_protocol_options: { idle_timeout: '3600s', max_headers_count: 10_000 },
  http_protocol_options: { ...http1, accept_http_10: true, allow_absolute_url: true },
  delayed_close_timeout: '1s',
};

/** Before Envoy looks at the request: its own headers are taken from the client, and what Envoy will overwrite is put aside. */
function earlyMutations(migration: EdgeMigration, entry: Entry, address: 'believes' | 'decides'): Json[] {
  const set = (key: string, value: string, action: string): Json => ({
    append: { header: { key, value }, append_action: action },
  });
  return [
    { remove: inward.proto },
    set(inward.proto, '%REQ(x-forwarded-proto)%', 'OVERWRITE_IF_EXISTS_OR_ADD'),
    set(inward.entry, entry.name, 'OVERWRITE_IF_EXISTS_OR_ADD'),
    set(
      migration.clientAddress.header,
      '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%',
      address === 'believes' ? 'ADD_IF_ABSENT' : 'OVERWRITE_IF_EXISTS_OR_ADD',
    ),
  ];
}

/** `10.0.0.0/8`, or one address. */
function range(text: string): Json {
  const [address = '', length] = text.split('/');
  return { address_prefix: address, prefix_len: Number(length ?? (address.includes(':') ? 128 : 32)) };
}
