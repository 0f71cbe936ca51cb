/**
 * Nodes as a Backend of Envoy Gateway (backend_types.go): names as well as addresses, and TLS that verifies nothing, as the
 * source's. The names of a Backend are all names or all addresses.
 */
import { isIP } from 'node:net';
import type { Upstream, UpstreamNode } from '../../../model/upstream.ts';
import { secure } from '../../envoy/cluster/tls.ts';
import type { JsonObject } from '../../envoy/config.ts';
import { type Naming, object } from '../../kubernetes/objects.ts';
import { verifiedName } from '../backend-tls.ts';
import type { Made } from '../backends.ts';

export const group = 'gateway.envoyproxy.io';

export function backendObject(name: string, nodes: readonly UpstreamNode[], upstream: Upstream, naming: Naming): Made {
  const [first] = nodes;
  const sni = first && verifiedName(upstream, first);
  const tls = secure(upstream) ? { insecureSkipVerify: true, sni } : undefined;
  const h2 = upstream.scheme === 'grpc' ? ['gateway.envoyproxy.io/h2c'] : undefined;
  const made = object(`${group}/v1alpha1`, 'Backend', name, naming, {
    spec: { endpoints: nodes.map(endpoint), appProtocols: h2, tls },
  });
  return {
    ref: { group, kind: 'Backend', name: `${naming.prefix}${name}` },
    services: [],
    entries: [made],
    policies: [],
  };
}

function endpoint({ host, port }: UpstreamNode): JsonObject {
  const plain = host.replace(/^\[|\]$/g, '');
  return isIP(plain) === 0 ? { fqdn: { hostname: plain.toLowerCase(), port } } : { ip: { address: plain, port } };
}
