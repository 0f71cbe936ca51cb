/**
 * Upstreams as Services, one for each node, because a Service has no weights and a backendRef has: an address becomes a
 * Service without selector and its EndpointSlice, a name a Service of the type ExternalName.
 */
import { isIP } from 'node:net';
import type { Upstream, UpstreamNode } from '../../model/upstream.ts';
import type { JsonObject } from '../envoy/config.ts';
import { type Naming, nameFor, object } from '../kubernetes/objects.ts';

export interface Backend {
  readonly objects: readonly JsonObject[];
  readonly refs: readonly { readonly name: string; readonly port: number; readonly weight: number }[];
  /** Why requests for it cannot be sent: `tls` where the nodes speak TLS, which the API always verifies. */
  readonly closed: 'tls' | undefined;
  /** Parts of the upstream without a word. */
  readonly left: readonly string[];
  /** The host of all its nodes, where the source sends that instead of the client's. */
  readonly host: string | undefined;
}

/** Most backendRefs of a rule. */
const most = 16;

export function backendOf(upstream: Upstream, naming: Naming, taken: Set<string>): Backend {
  const top = Math.max(...upstream.nodes.map(({ priority }) => priority));
  const first = upstream.nodes.filter(({ priority, weight }) => priority === top && weight > 0);
  const nodes = first.length > 0 ? first : upstream.nodes.filter(({ priority }) => priority === top);
  const closed = upstream.scheme === 'https' || upstream.scheme === 'grpcs' ? 'tls' : undefined;
  const made = closed === undefined ? nodes.slice(0, most).map((node) => serviceOf(node, upstream, naming, taken)) : [];
  const hosts = new Set(nodes.map(({ host }) => host));
  const [only] = hosts;
  const follows = upstream.host.kind === 'node';
  return {
    objects: made.flatMap(({ objects }) => objects),
    refs: made.map(({ name, port, weight }) => ({ name, port, weight })),
    closed,
    left: [
      ...(nodes.length < upstream.nodes.filter(({ weight }) => weight > 0).length ? ['nodes of lower priority'] : []),
      ...(nodes.length > most ? ['nodes beyond sixteen'] : []),
      ...(upstream.balance.kind === 'round-robin' ? [] : ['type']),
      ...(follows && (hosts.size > 1 || only === undefined || isIP(only) !== 0) ? ['pass_host'] : []),
    ],
    host: follows && hosts.size === 1 && only !== undefined && isIP(only) === 0 ? only : undefined,
  };
}

function serviceOf(
  node: UpstreamNode,
  upstream: Upstream,
  naming: Naming,
  taken: Set<string>,
): Backend['refs'][number] & { readonly objects: readonly JsonObject[] } {
  const name = nameFor(`${upstream.name}-${node.host}-${node.port}`, taken);
  const protocol = upstream.scheme === 'grpc' ? 'kubernetes.io/h2c' : 'http';
  const port: JsonObject = { name: 'http', port: node.port, protocol: 'TCP', appProtocol: protocol };
  const address = node.host.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  const weight = Math.max(1, node.weight);
  const ref = { name: `${naming.prefix}${name}`, port: node.port, weight };
  if (family === 0) {
    const spec: JsonObject = { type: 'ExternalName', externalName: address, ports: [port] };
    return { ...ref, objects: [object('v1', 'Service', name, naming, { spec })] };
  }
  const slice = object('discovery.k8s.io/v1', 'EndpointSlice', name, labelled(naming, ref.name), {
    addressType: `IPv${family}`,
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports: [{ name: 'http', port: node.port, protocol: 'TCP', appProtocol: protocol }],
  });
  return { ...ref, objects: [object('v1', 'Service', name, naming, { spec: { ports: [port] } }), slice] };
}

const labelled = (naming: Naming, service: string): Naming => ({
  ...naming,
  labels: { ...naming.labels, 'kubernetes.io/service-name': service },
});
