/** Nodes of an upstream: a map from address to weight, or a list (`apisix/core/utils.lua`, parse_addr). */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Upstream, UpstreamNode } from '../../model/upstream.ts';
import type { Reading } from './context.ts';
import { report } from './context.ts';
import { numberOf, textOf } from './typed.ts';

const schemePorts: Readonly<Record<Upstream['scheme'], number>> = { http: 80, https: 443, grpc: 80, grpcs: 443 };

interface Address {
  readonly host: string;
  readonly port: number | undefined;
}

/** `host:port`, `host`, `[v6]:port`, `[v6]` or a bare IPv6 address, which never has a port. */
export function parseAddress(text: string): Address {
  const bracketed = /^(\[[^\]]*\])(?::([0-9]+))?$/.exec(text);
  if (bracketed !== null) {
    return { host: bracketed[1] ?? text, port: bracketed[2] === undefined ? undefined : Number(bracketed[2]) };
  }
  if (text.split(':').length > 2) return { host: `[${text}]`, port: undefined };
  const [host = '', port] = text.split(':');
  return { host, port: port === undefined || !/^[0-9]+$/.test(port) ? undefined : Number(port) };
}

/** A bare IPv6 host gets its brackets. */
const bracket = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);

function fromList(reading: Reading, node: Node, port: number): UpstreamNode {
  const metadata = child(node, 'metadata');
  if (metadata !== undefined) reading.ledger.mark(metadata, 'ignored', { code: 'APX015' });
  const sources = ['host', 'port', 'weight', 'priority'].flatMap((name) => child(node, name) ?? []);
  return {
    host: bracket(textOf(child(node, 'host')) ?? ''),
    port: numberOf(child(node, 'port')) ?? port,
    weight: numberOf(child(node, 'weight')) ?? 0,
    priority: numberOf(child(node, 'priority')) ?? 0,
    sources,
  };
}

function fromMap(node: Node): UpstreamNode[] {
  if (node.kind !== 'object') return [];
  return Array.from(node.entries, ([address, weight]) => {
    const { host, port } = parseAddress(address);
    return { host, port: port ?? -1, weight: numberOf(weight) ?? 0, priority: 0, sources: [weight] };
  });
}

/** Unusable ports are reported and left out: a connection to them always fails. */
export function readNodes(reading: Reading, node: Node | undefined, scheme: Upstream['scheme']): UpstreamNode[] {
  if (node === undefined) return [];
  const standard = schemePorts[scheme];
  const nodes = node.kind === 'list' ? node.items.map((item) => fromList(reading, item, standard)) : fromMap(node);
  return nodes.flatMap((read) => {
    const usable = read.port === -1 ? { ...read, port: standard } : read;
    if (usable.port >= 1 && usable.port <= 65_535 && usable.host !== '') return [usable];
    const [source] = read.sources;
    report(reading, 'APX024', { host: read.host, port: read.port }, source);
    for (const part of read.sources) reading.ledger.mark(part, 'ignored', { code: 'APX024' });
    return [];
  });
}
