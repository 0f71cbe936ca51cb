/**
 * TLS to backends: a BackendTLSPolicy, which always verifies. The source does not (APISIX's nginx.conf has no
 * proxy_ssl_verify), and it names the server by the Host that it sends; an address is no name, and the API needs one.
 */
import { isIP } from 'node:net';
import type { Upstream, UpstreamNode } from '../../model/upstream.ts';
import type { JsonObject } from '../envoy/config.ts';
import { type Naming, object } from '../kubernetes/objects.ts';
import { hostname } from './action.ts';

/** What the certificate must be for. */
export function verifiedName({ host }: Upstream, node: UpstreamNode): string | undefined {
  const name = (host.kind === 'rewrite' ? host.host.replace(/:[0-9]*$/, '') : node.host).toLowerCase();
  return isIP(name.replace(/^\[|\]$/g, '')) === 0 && hostname.test(name) ? name : undefined;
}

export function tlsPolicy(name: string, target: JsonObject, hostname: string, naming: Naming): JsonObject {
  return object('gateway.networking.k8s.io/v1', 'BackendTLSPolicy', name, naming, {
    spec: { targetRefs: [target], validation: { wellKnownCACertificates: 'System', hostname } },
  });
}
