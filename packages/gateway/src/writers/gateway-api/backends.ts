/**
 * Upstreams as Services, one for each weight, because a Service has no weights and a backendRef has: addresses become
 * a Service without selector and its EndpointSlices, a name a Service of the type ExternalName.
 */
import { isIP } from 'node:net';
import type { Upstream, UpstreamNode } from '../../model/upstream.ts';
import { hostName, usable } from '../envoy/cluster.ts';
import { secure } from '../envoy/cluster/tls.ts';
import type { JsonObject } from '../envoy/config.ts';
import { type Naming, nameFor, object } from '../kubernetes/objects.ts';
import { tlsPolicy, verifiedName } from './backend-tls.ts';

export interface BackendRef {
  readonly name: string;
  readonly port: number;
  readonly weight: number;
  /** What the node is called in the Host header, where the source sends that instead of the client's. */
  readonly host: string;
}

export interface Backend {
  readonly objects: readonly JsonObject[];
  readonly policies: readonly JsonObject[];
  readonly refs: readonly BackendRef[];
  /** Why requests for it cannot be sent. */
  readonly closed: string | undefined;
  /** Parts of the upstream without a word. */
  readonly left: readonly string[];
  /** Whether the nodes' certificates are verified, which the source does not do. */
  readonly verified: boolean;
}

/** Most backendRefs of a rule. */
const most = 16;

export function backendOf(upstream: Upstream, naming: Naming, taken: Set<string>): Backend {
  const able = usable(upstream.nodes);
  const top = Math.max(...able.map(({ priority }) => priority));
  const nodes = able.filter(({ priority }) => priority === top);
  const tls = secure(upstream);
  const sets = together(nodes, upstream);
  const named = sets.map(([first]) => first && verifiedName(upstream, first));
  const closed = tls && named.some((name) => name === undefined) ? 'TLS to an upstream that has no name' : undefined;
  const made = closed === undefined ? sets.slice(0, most).map((set) => serviceOf(set, upstream, naming, taken)) : [];
  const services = made.map(({ ref }) => ref.name);
  return {
    objects: made.flatMap(({ objects }) => objects),
    policies: tls ? services.map((name, index) => tlsPolicy(name, named[index] ?? '', naming)) : [],
    refs: made.map(({ ref }) => ref),
    closed,
    left: [
      ...(nodes.length < able.length ? ['nodes of lower priority'] : []),
      ...(sets.length > most ? ['nodes beyond sixteen'] : []),
      ...(upstream.balance.kind === 'round-robin' || nodes.length < 2 ? [] : ['type']),
      ...(upstream.checks === undefined ? [] : ['checks']),
      ...(tls && upstream.client !== undefined ? ['tls'] : []),
    ],
    verified: tls && closed === undefined,
  };
}

/** Addresses of one weight share a Service, so that a request may be tried again at another; each name is one by itself. */
function together(nodes: readonly UpstreamNode[], { host }: Upstream): readonly (readonly UpstreamNode[])[] {
  const sets = new Map<string, UpstreamNode[]>();
  for (const [index, node] of nodes.entries()) {
    const alone = host.kind === 'node' || isIP(plainHost(node)) === 0;
    const key = alone ? `${index}` : `weight ${node.weight}`;
    const known = sets.get(key);
    if (known === undefined) sets.set(key, [node]);
    else known.push(node);
  }
  return [...sets.values()];
}

const plainHost = ({ host }: UpstreamNode): string => host.replace(/^\[|\]$/g, '');

function serviceOf(
  nodes: readonly UpstreamNode[],
  upstream: Upstream,
  naming: Naming,
  taken: Set<string>,
): { readonly ref: BackendRef; readonly objects: readonly JsonObject[] } {
  const [first] = nodes;
  if (first === undefined) throw new Error('a Service for no nodes');
  const ports = new Set(nodes.map(({ port }) => port));
  const port = ports.size === 1 ? first.port : secure(upstream) ? 443 : 80;
  const name = nameFor(nodes.length === 1 ? `${upstream.name}-${first.host}-${first.port}` : upstream.name, taken);
  const appProtocol = upstream.scheme === 'grpc' ? 'kubernetes.io/h2c' : upstream.scheme === 'http' ? 'http' : 'https';
  const entry = (number: number): JsonObject => ({ name: 'http', port: number, protocol: 'TCP', appProtocol });
  const ref = {
    name: `${naming.prefix}${name}`,
    port,
    weight: Math.max(1, first.weight) * nodes.length,
    host: hostName(upstream, first),
  };
  if (isIP(plainHost(first)) === 0) {
    const spec: JsonObject = { type: 'ExternalName', externalName: first.host, ports: [entry(port)] };
    return { ref, objects: [object('v1', 'Service', name, naming, { spec })] };
  }
  const service = object('v1', 'Service', name, naming, { spec: { ports: [entry(port)] } });
  // A slice has one family of addresses and one number for each port.
  const slices = new Map<string, UpstreamNode[]>();
  for (const node of nodes) {
    const key = `${isIP(plainHost(node))} ${node.port}`;
    slices.set(key, [...(slices.get(key) ?? []), node]);
  }
  const made = [...slices].map(([key, members], index) => {
    const [family, number] = key.split(' ');
    const own = index === 0 ? name : nameFor(`${name}-${number}`, taken);
    return object('discovery.k8s.io/v1', 'EndpointSlice', own, labelled(naming, ref.name), {
      addressType: `IPv${family}`,
      endpoints: members.map((node) => ({ addresses: [plainHost(node)], conditions: { ready: true } })),
      ports: [entry(Number(number))],
    });
  });
  return { ref, objects: [service, ...made] };
}

const labelled = (naming: Naming, service: string): Naming => ({
  ...naming,
  labels: { ...naming.labels, 'kubernetes.io/service-name': service },
});

/** What refuses sends here: a Service that nothing answers for, for which the API says 503. */
export function closedService(naming: Naming): JsonObject {
  return object('v1', 'Service', closedName, naming, {
    spec: { ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
  });
}

export const closedName = 'closed';
