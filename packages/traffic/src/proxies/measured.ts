/**
 * A bootstrap as it runs under supervision: what it serves is untouched; added are counters by route, latency bounds, and
 * an admin interface on loopback. Its listeners take their ports for themselves.
 */
import { measuring } from '../indicators/buckets.ts';
import { listOf, member } from './json.ts';
import { gatewayLog } from './outcome-log.ts';

const connectionManager =
  'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';

/** Takes and returns plain data, as a YAML or JSON reader makes it. */
export function measured(config: unknown): unknown {
  const admin = { address: { socket_address: { address: '127.0.0.1', port_value: 0 } } };
  const bootstrap = asRecord(withCounters(config));
  const own = member(bootstrap, 'static_resources', 'listeners');
  const resources = asRecord(bootstrap['static_resources']);
  const alone = own === undefined ? {} : { static_resources: { ...resources, listeners: listOf(own).map(alonePort) } };
  return { ...bootstrap, ...alone, ...measuring, admin };
}

/** Envoy would share a port with another Envoy that has it already, and nobody would notice; so it must be free. */
const alonePort = (listener: unknown): unknown =>
  member(listener, 'address', 'socket_address', 'protocol') === 'UDP'
    ? listener
    : { ...asRecord(listener), enable_reuse_port: false };

function withCounters(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withCounters);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withCounters(part)]));
  if (copy['@type'] !== connectionManager) return copy;
  return {
    ...copy,
    access_log: [...listOf(copy['access_log']), ...gatewayLog],
    access_log_options: {
      ...asRecord(member(copy, 'access_log_options')),
      // An upgraded connection counts when it is made, not when it ends.
      flush_log_on_tunnel_successfully_established: true,
    },
  };
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
