/** An upstream as ServiceEntry: a name of its own, which only the gateway sees, and the source's nodes behind it. */
import { isIP } from 'node:net';
import type { Upstream, UpstreamNode } from '../../../model/upstream.ts';
import { usable } from '../../envoy/cluster.ts';
import { secure } from '../../envoy/cluster/tls.ts';
import type { JsonObject } from '../../envoy/config.ts';
import { type Naming, object } from '../../kubernetes/objects.ts';

export const hostOf = (name: string, { namespace, prefix }: Naming): string =>
  `${prefix}${name}.${namespace}.banyan.internal`;

export const portOf = (upstream: Upstream): number => (secure(upstream) ? 443 : 80);

export function serviceEntry(
  name: string,
  upstream: Upstream,
  nodes: readonly UpstreamNode[],
  naming: Naming,
): JsonObject {
  const known = usable(nodes).map((node) => ({ ...node, host: node.host.replace(/^\[|\]$/g, '') }));
  const named = known.some(({ host }) => isIP(host) === 0);
  // HTTP/1.1 to everything but gRPC; TLS is begun by the DestinationRule.
  const protocol = upstream.scheme.startsWith('grpc') ? 'GRPC' : 'HTTP';
  const port = protocol.toLowerCase();
  return object('networking.istio.io/v1', 'ServiceEntry', name, naming, {
    spec: {
      hosts: [hostOf(name, naming)],
      exportTo: ['.'],
      location: 'MESH_EXTERNAL',
      resolution: named ? 'DNS' : 'STATIC',
      ports: [{ number: portOf(upstream), name: port, protocol }],
      endpoints:
        known.length === 0
          ? undefined
          : known.map((node) => ({
              address: node.host,
              ports: { [port]: node.port },
              weight: Math.max(1, node.weight),
            })),
    },
  });
}
