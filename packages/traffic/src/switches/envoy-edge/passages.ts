/**
 * The passages to the new side. What the edge sends to a new gateway goes through a listener inside the same Envoy, one for
 * each phase and entry, which exists while the phase has a share on the new side. When the share falls to 0 it is taken
 * away: nothing new passes, and what is still open has the drain time of the process (`--drain-time-s`) and is then cut.
 *
 * Measured on 1.39.3: neither removing a cluster nor emptying it ends its open streams (WebSocket, long downloads);
 * `close_connections_on_host_set_change` does not either. Removing a listener does.
 */
import { type Json, typed } from '../../proxies/json.ts';
import type { EdgeMigration, Entry } from '../model.ts';
import { passageCluster, passageName } from './names.ts';
import { socketAddress } from './socket-address.ts';

/**
 * Phases with a passage, each with the generation that opened it. The number is part of the passage's name: when a phase
 * comes back while its former passage drains, requests must not use connections that are about to be cut.
 */
export type Open = ReadonlyMap<string, number>;

/** The listeners for the phases that have a share above 0. */
export function passages(migration: EdgeMigration, open: Open): Json[] {
  return migration.entries.flatMap((entry) =>
    migration.phases.filter(({ name }) => open.has(name)).map(({ name }) => passage(migration.name, name, entry, open)),
  );
}

/** Plain TCP to the new gateway, behind each passage. They stay: an unused cluster costs nothing. */
export function passageClusters(migration: EdgeMigration): Json[] {
  return migration.entries.flatMap((entry) =>
    migration.phases.map((phase) => {
      const name = passageCluster(migration.name, phase.name, entry.name);
      return {
        name,
        type: 'STATIC',
        connect_timeout: '5s',
        load_assignment: {
          cluster_name: name,
          endpoints: [{ lb_endpoints: [{ endpoint: { address: socketAddress(entry.new) } }] }],
        },
        circuit_breakers: { thresholds: [{ priority: 'DEFAULT', max_connections: 1e6, max_pending_requests: 1e6 }] },
      };
    }),
  );
}

function passage(migration: string, phase: string, entry: Entry, open: Open): Json {
  const cluster = passageCluster(migration, phase, entry.name);
  return {
    name: passageName(migration, phase, entry.name, open.get(phase) ?? 0),
    internal_listener: {},
    filter_chains: [
      {
        filters: [
          {
            name: 'envoy.filters.network.tcp_proxy',
            typed_config: typed('envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy', {
              stat_prefix: cluster,
              cluster,
              idle_timeout: '0s',
            }),
          },
        ],
      },
    ],
  };
}
