/** The routes of a configuration, expanded to one host and one path each, in the order in which APISIX tries them. */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { HostMatch } from '../../model/model.ts';
import type { Reading } from './context.ts';
import { markRest, report } from './context.ts';
import type { ParsedHost } from './hosts.ts';
import { hostNodes, parseHost } from './hosts.ts';
import type { Item } from './objects.ts';
import type { ParsedPath } from './paths.ts';
import { literalOf, parsePath } from './paths.ts';
import { itemsOf, numberOf, textOf } from './typed.ts';

export type Router = 'radixtree_host_uri' | 'radixtree_uri' | 'radixtree_uri_with_parameter';

export interface Candidate {
  readonly route: Item;
  readonly host: ParsedHost;
  readonly path: ParsedPath;
  readonly pathNode: Node;
  /** Length of the path as written, in bytes. */
  readonly length: number;
  readonly priority: number;
  /** Registration order. */
  readonly index: number;
}

const anyHost: ParsedHost = { match: { kind: 'any' }, condition: { always: true }, impossible: false };

function hostsOf(reading: Reading, route: Item, service: Item | undefined, router: Router): ParsedHost[] {
  const byHost = router === 'radixtree_host_uri';
  const nodes = hostNodes(route, service);
  if (nodes.length === 0) return [anyHost];
  return nodes.flatMap((node) => {
    const pattern = textOf(node) ?? '';
    const host = parseHost(pattern, byHost, [node]);
    // A service's hosts are looked up as written, and request hosts are in lower case.
    const upper = byHost && child(route.node, 'host') !== node && child(service?.node, 'hosts') === node.parent;
    const impossible = host.impossible || (upper && pattern !== pattern.toLowerCase());
    if (!impossible) {
      reading.ledger.mark(node, 'exact');
      return [host];
    }
    report(reading, 'APX036', { host: pattern }, node);
    reading.ledger.mark(node, 'ignored', { code: 'APX036' });
    return [];
  });
}

function pathsOf(reading: Reading, route: Item, router: Router): { path: ParsedPath; node: Node; length: number }[] {
  const one = child(route.node, 'uri');
  const nodes = one === undefined ? itemsOf(child(route.node, 'uris')) : [one];
  return nodes.flatMap((node) => {
    const text = textOf(node) ?? '';
    const path = parsePath(text, router === 'radixtree_uri_with_parameter');
    if (path.kind === 'never') {
      report(reading, 'APX032', { path: text }, node);
      reading.ledger.mark(node, 'ignored', { code: 'APX032' });
      return [];
    }
    if (path.kind === 'prefix' && path.ignored !== '') {
      report(reading, 'APX033', { path: text, prefix: path.prefix, ignored: path.ignored }, node);
      reading.ledger.mark(node, 'exact', { code: 'APX033' });
    }
    return [{ path, node, length: Buffer.byteLength(text) }];
  });
}

const hostName = (host: HostMatch): string => {
  if (host.kind === 'exact') return host.name;
  return host.kind === 'suffix' ? `*${host.suffix}` : '';
};

/** What decides the order; of each field the lower comes first. */
interface Rank {
  readonly candidate: Candidate;
  /** Exact host, suffix, any. */
  readonly hostKind: number;
  readonly hostLength: number;
  readonly hostIndex: number;
  readonly star: number;
  readonly pathKind: number;
  readonly literal: string;
  readonly literalLength: number;
}

const hostKinds = { exact: 0, suffix: 1, any: 2 } as const;

function compare(left: Rank, right: Rank): number {
  return (
    left.hostKind - right.hostKind ||
    left.hostLength - right.hostLength ||
    left.hostIndex - right.hostIndex ||
    left.star - right.star ||
    left.pathKind - right.pathKind ||
    left.literalLength - right.literalLength ||
    (left.literal === right.literal ? 0 : left.literal < right.literal ? -1 : 1) ||
    right.candidate.priority - left.candidate.priority ||
    right.candidate.length - left.candidate.length ||
    left.candidate.index - right.candidate.index
  );
}

/**
 * With radixtree_host_uri exact hosts come first, then longer suffixes, `*`, and routes without hosts; then (for the other
 * routers at once) exact paths, longer literal beginnings, higher priority, longer paths as written, earlier registration.
 */
function order(candidates: readonly Candidate[], router: Router, starHosts: ReadonlySet<ParsedHost>): Candidate[] {
  const byHost = router === 'radixtree_host_uri';
  const first = new Map<string, number>();
  for (const { host } of candidates) {
    const name = hostName(host.match);
    if (!first.has(name)) first.set(name, first.size);
  }
  const ranked = candidates.map((candidate): Rank => {
    const { match } = candidate.host;
    const literal = literalOf(candidate.path);
    return {
      candidate,
      hostKind: byHost ? hostKinds[match.kind] : 0,
      hostLength: byHost && match.kind === 'suffix' ? -Buffer.byteLength(match.suffix) : 0,
      hostIndex: byHost && match.kind !== 'any' ? (first.get(hostName(match)) ?? 0) : 0,
      star: byHost && match.kind === 'any' && !starHosts.has(candidate.host) ? 1 : 0,
      pathKind: candidate.path.kind === 'exact' ? 0 : 1,
      literal,
      literalLength: -Buffer.byteLength(literal),
    };
  });
  return ranked.sort(compare).map(({ candidate }) => candidate);
}

/** All candidates of the loaded routes; routes that are switched off are marked and left out. */
export function candidatesOf(
  reading: Reading,
  router: Router,
  serviceOf: (route: Item) => Item | undefined,
): Candidate[] {
  const candidates: Candidate[] = [];
  const starHosts = new Set<ParsedHost>();
  for (const route of reading.objects.routes.values()) {
    if (numberOf(child(route.node, 'status')) === 0) {
      reading.ledger.mark(route.node, 'ignored', { code: 'APX012' });
      continue;
    }
    const hosts = hostsOf(reading, route, serviceOf(route), router);
    for (const host of hosts) if (host !== anyHost && host.match.kind === 'any') starHosts.add(host);
    const priority = numberOf(child(route.node, 'priority')) ?? 0;
    const paths = pathsOf(reading, route, router);
    if (hosts.length === 0 || paths.length === 0) {
      markRest(reading, route.node, 'ignored', hosts.length === 0 ? 'APX036' : 'APX032');
    }
    for (const { path, node, length } of paths) {
      for (const host of hosts) {
        candidates.push({ route, host, path, pathNode: node, length, priority, index: candidates.length });
      }
    }
  }
  return order(candidates, router, starHosts);
}
