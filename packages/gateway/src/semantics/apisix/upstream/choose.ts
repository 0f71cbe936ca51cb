import type { Context } from '../context.ts';
import type { Node, Upstream } from './upstream.ts';

/** The upstream of a request, or the status that APISIX answers with instead. */
export type Chosen =
  | { readonly upstream: Upstream; readonly scheme: string }
  | { readonly status: number; readonly why: string };

const ports: Readonly<Record<string, number>> = { http: 80, https: 443, grpc: 80, grpcs: 443 };

/** What traffic-split chose: an upstream of its own, another by id, or neither, which means the route's. */
export interface Share {
  readonly upstream: Upstream | undefined;
  readonly id: string | undefined;
}

/** Which upstream counts (init.lua, handle_upstream; upstream.lua, set_by_route). */
export function chooseUpstream(context: Context, share: Share): Chosen {
  const { route, gateway } = context;
  const id = share.id ?? route?.upstreamId;
  const referred = id === undefined ? undefined : gateway.upstreams.get(id);
  if (id !== undefined && referred === undefined) return { status: 502, why: `upstream ${id} does not exist` };
  const upstream = share.upstream ?? (id === undefined ? route?.upstream : referred);
  if (upstream === undefined) return { status: 503, why: 'neither route nor service has an upstream' };
  const certificate = upstream.clientCertificate;
  if (share.upstream === undefined && certificate !== undefined && !gateway.clientCertificates.has(certificate))
    return { status: 502, why: `there is no client certificate ${certificate}` };
  for (const part of upstream.notCovered) context.notCovered.add(part);
  if (upstream.nodes.length === 0) return { status: 503, why: 'the upstream has no node with an address' };
  // An upstream of traffic-split forwards over TLS only when its scheme is exactly https.
  const scheme = share.upstream === undefined || upstream.scheme === 'https' ? (upstream.scheme ?? 'http') : 'http';
  return { upstream, scheme };
}

/** The port a node is reached at. */
export const portOf = (node: Node, scheme: string): number => node.port ?? ports[scheme] ?? 80;

/** Nodes of the highest priority that may be picked first; when all weigh nothing, all of them. */
export function pickable(upstream: Upstream): readonly Node[] {
  const heavy = upstream.nodes.filter((node) => node.weight > 0);
  const top = Math.max(...upstream.nodes.map((node) => node.priority));
  const best = heavy.filter((node) => node.priority === top);
  if (best.length > 0) return best;
  const group = upstream.nodes.filter((node) => node.priority === top);
  return upstream.nodes.length === 1 || heavy.length === 0 || group.length > 0 ? group : heavy;
}

/** A node as `host:port`. */
export const nodeName = (node: Node, scheme: string): string => `${node.host}:${portOf(node, scheme)}`;

/**
 * Host for a node where the upstream says `pass_host: node`: with its port unless that is the scheme's own. Where one of
 * several nodes is written without a port, none is named with its own (observed: upstream-scheme-004).
 */
export function nodeHost(node: Node, scheme: string | undefined, { nodes }: Pick<Upstream, 'nodes'>): string {
  const port = scheme === undefined ? undefined : portOf(node, scheme);
  if (nodes.length > 1 && nodes.some((one) => one.port === undefined)) return node.host;
  return scheme === undefined || ports[scheme] === port ? node.host : `${node.host}:${port}`;
}
