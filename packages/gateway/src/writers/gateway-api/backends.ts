/**
 * Upstreams as what a backendRef can name. Addresses of one weight become a Service without selector and its EndpointSlices,
 * because a reference has a weight and an endpoint has none. For names the API has nothing (it advises against
 * ExternalName): Istio takes the host of a ServiceEntry, Envoy Gateway a Backend.
 */
import { isIP } from 'node:net';
import type { Upstream, UpstreamNode } from '../../model/upstream.ts';
import { hostName, usable } from '../envoy/cluster.ts';
import { secure } from '../envoy/cluster/tls.ts';
import type { JsonObject } from '../envoy/config.ts';
import { hostOf, portOf, serviceEntry } from '../istio/upstreams/service-entry.ts';
import { type Naming, nameFor, object } from '../kubernetes/objects.ts';
import { tlsPolicy, verifiedName } from './backend-tls.ts';
import { backendObject } from './envoy-gateway/backend.ts';
import type { Profile } from './profile.ts';
import { servicesOf } from './service.ts';

export interface BackendRef {
  /** Group, kind, name and port. */
  readonly ref: JsonObject;
  readonly weight: number;
  /** What the node is called in the Host header, where the source sends that instead of the client's. */
  readonly host: string;
}

/** What a set of nodes became. */
export interface Made {
  readonly ref: JsonObject;
  readonly services: readonly JsonObject[];
  readonly entries: readonly JsonObject[];
  readonly policies: readonly JsonObject[];
}

export interface Backend {
  readonly services: readonly JsonObject[];
  /** ServiceEntry or Backend. */
  readonly entries: readonly JsonObject[];
  readonly policies: readonly JsonObject[];
  readonly refs: readonly BackendRef[];
  /** Why requests for it cannot be sent. */
  readonly closed: string | undefined;
  /** Parts of the upstream without a word. */
  readonly left: readonly string[];
  /** Whether the nodes' certificates are verified, which the source does not do. */
  readonly verified: boolean;
}

/** They answer where the others do not. */
export const reserve = 'nodes of lower priority';

/** Most backendRefs of a rule. */
const most = 16;

export function backendOf(upstream: Upstream, naming: Naming, taken: Set<string>, profile: Profile): Backend {
  const able = usable(upstream.nodes);
  const top = Math.max(...able.map(({ priority }) => priority));
  const nodes = able.filter(({ priority }) => priority === top);
  const sets = together(nodes, upstream, profile);
  const verified = secure(upstream) && !profile.extensions;
  const nameless = verified && sets.some(([first]) => first && verifiedName(upstream, first) === undefined);
  const made = nameless ? [] : sets.slice(0, most).map((set) => backendFor(set, upstream, naming, taken, profile));
  return {
    services: made.flatMap(({ services }) => services),
    entries: made.flatMap(({ entries }) => entries),
    policies: made.flatMap(({ policies }) => policies),
    refs: made.map(({ ref }, index) => refOf(ref, sets[index] ?? [], upstream)),
    closed: nameless ? 'TLS to an upstream that has no name' : undefined,
    left: [
      ...(nodes.length < able.length ? [reserve] : []),
      ...(sets.length > most ? ['nodes beyond sixteen'] : []),
      ...(upstream.balance.kind === 'round-robin' || nodes.length < 2 ? [] : ['type']),
      ...(upstream.checks === undefined ? [] : ['checks']),
      ...(secure(upstream) && upstream.client !== undefined ? ['tls'] : []),
    ],
    verified: verified && !nameless,
  };
}

function refOf(ref: JsonObject, nodes: readonly UpstreamNode[], upstream: Upstream): BackendRef {
  const [first] = nodes;
  const weight = nodes.reduce((sum, node) => sum + Math.max(1, node.weight), 0);
  return { ref, weight, host: first === undefined ? '' : hostName(upstream, first) };
}

const isAddress = ({ host }: UpstreamNode): boolean => isIP(host.replace(/^\[|\]$/g, '')) !== 0;

/** Nodes that may be tried one after the other stand together; not those that are called or verified by other names. */
function together(
  nodes: readonly UpstreamNode[],
  upstream: Upstream,
  { extensions }: Profile,
): readonly (readonly UpstreamNode[])[] {
  const weighted = !extensions && nodes.some((node) => !isAddress(node));
  const sets = new Map<string, UpstreamNode[]>();
  for (const node of nodes) {
    const name = upstream.host.kind === 'node' ? hostName(upstream, node) : '';
    const tls = secure(upstream) ? (verifiedName(upstream, node) ?? '') : '';
    const key = [name, tls, weighted ? '' : node.weight, extensions ? isAddress(node) : ''].join(' ');
    const known = sets.get(key);
    if (known === undefined) sets.set(key, [node]);
    else known.push(node);
  }
  return [...sets.values()];
}

function backendFor(
  nodes: readonly UpstreamNode[],
  upstream: Upstream,
  naming: Naming,
  taken: Set<string>,
  profile: Profile,
): Made {
  const [first] = nodes;
  const single = nodes.length === 1 && first !== undefined;
  const name = nameFor(single ? `${upstream.name}-${first.host}-${first.port}` : upstream.name, taken);
  if (profile.extensions && (secure(upstream) || !nodes.every(isAddress)))
    return backendObject(name, nodes, upstream, naming);
  const verified = secure(upstream) && first !== undefined ? verifiedName(upstream, first) : undefined;
  if (nodes.every(isAddress)) return servicesOf(name, nodes, upstream, verified, naming, taken, profile);
  const host = hostOf(name, naming);
  const target = { group: 'networking.istio.io', kind: 'ServiceEntry', name: `${naming.prefix}${name}` };
  return {
    ref: { group: 'networking.istio.io', kind: 'Hostname', name: host, port: portOf(upstream) },
    services: [],
    entries: [serviceEntry(name, upstream, nodes, naming)],
    policies: verified === undefined ? [] : [tlsPolicy(name, target, verified, naming)],
  };
}

/** What refuses sends here: a Service that nothing answers for, for which the API says 503. */
export function closedService(naming: Naming): JsonObject {
  return object('v1', 'Service', closedName, naming, {
    spec: { ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
  });
}

export const closedName = 'closed';
