/** Addresses as a Service without selector and its EndpointSlices. */
import { isIP } from 'node:net';
import type { Upstream, UpstreamNode } from '../../model/upstream.ts';
import { secure } from '../envoy/cluster/tls.ts';
import type { JsonObject } from '../envoy/config.ts';
import { type Naming, nameFor, object } from '../kubernetes/objects.ts';
import { tlsPolicy } from './backend-tls.ts';
import type { Made } from './backends.ts';
import type { Profile } from './profile.ts';

const plainHost = ({ host }: UpstreamNode): string => host.replace(/^\[|\]$/g, '');

/** `verified`: what the certificate of the nodes must be for. */
export function servicesOf(
  name: string,
  nodes: readonly UpstreamNode[],
  upstream: Upstream,
  verified: string | undefined,
  naming: Naming,
  taken: Set<string>,
  { extensions }: Profile,
): Made {
  const ports = [...new Set(nodes.map(({ port }) => port))];
  const [only] = ports;
  const number = ports.length === 1 && only !== undefined ? only : secure(upstream) ? 443 : 80;
  const appProtocol = protocolOf(upstream, extensions);
  const port = (own: number): JsonObject => ({ name: 'http', port: own, protocol: 'TCP', appProtocol });
  const own = `${naming.prefix}${name}`;
  // A slice has one family of addresses and one number for each port.
  const slices = new Map<string, UpstreamNode[]>();
  for (const node of nodes) {
    const key = `${isIP(plainHost(node))} ${node.port}`;
    slices.set(key, [...(slices.get(key) ?? []), node]);
  }
  const made = [...slices].map(([key, members], index) => {
    const [family, target] = key.split(' ');
    const sliced = index === 0 ? name : nameFor(`${name}-${target}`, taken);
    return object('discovery.k8s.io/v1', 'EndpointSlice', sliced, labelled(naming, own), {
      addressType: `IPv${family}`,
      endpoints: members.map((node) => ({ addresses: [plainHost(node)], conditions: { ready: true } })),
      ports: [port(Number(target))],
    });
  });
  const target = { group: '', kind: 'Service', name: own };
  return {
    ref: { name: own, port: number },
    services: [object('v1', 'Service', name, naming, { spec: { ports: [port(number)] } }), ...made],
    entries: [],
    policies: verified === undefined ? [] : [tlsPolicy(name, target, verified, naming)],
  };
}

/** Kubernetes' own name for HTTP/2 without TLS is one that `istioctl validate` does not know (observed, Istio 1.31). */
function protocolOf({ scheme }: Upstream, extensions: boolean): string {
  if (scheme === 'grpc') return extensions ? 'kubernetes.io/h2c' : 'grpc';
  return scheme === 'http' ? 'http' : 'https';
}

const labelled = (naming: Naming, service: string): Naming => ({
  ...naming,
  labels: { ...naming.labels, 'kubernetes.io/service-name': service },
});
