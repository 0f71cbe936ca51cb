/** A route's host pattern (`radixtree_host_uri.lua`; lua-resty-radixtree, `match_host`): exact, or `*` and a raw suffix. */
import type { Condition } from '@banyan/core/condition/condition.ts';
import { always } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { HostMatch } from '../../model/model.ts';
import type { Item } from './objects.ts';
import { itemsOf } from './typed.ts';

export interface ParsedHost {
  readonly match: HostMatch;
  /** What the pattern asks beyond the host name. */
  readonly condition: Condition;
  /** Written with a port where only names are compared: no request can match. */
  readonly impossible: boolean;
}

/** Whether a host pattern carries a port; the colons of a bracketed address are none. */
const withPort = (host: string): boolean => /:[0-9]*$/.test(host.replace(/\[[^\]]*\]/, ''));

/** `byHost`: the router looks hosts up by name; otherwise a pattern with a colon is compared with the Host header. */
export function parseHost(pattern: string, byHost: boolean, sources: readonly Node[]): ParsedHost {
  const host = pattern.toLowerCase();
  if (host === '*') return { match: { kind: 'any' }, condition: always, impossible: false };
  const suffix = host.startsWith('*') ? host.slice(1) : undefined;
  if (host.includes(':') && !byHost) {
    const condition: Condition =
      suffix === undefined ? { subject: 'hostHeader', equals: host } : { subject: 'hostHeader', suffix };
    return { match: { kind: 'any' }, condition, impossible: false };
  }
  const match: HostMatch =
    suffix === undefined ? { kind: 'exact', name: host, sources } : { kind: 'suffix', suffix, sources };
  return { match, condition: always, impossible: byHost && withPort(host) };
}

/** The route's own hosts, or its service's when it names none. */
export function hostNodes(route: Item, service: Item | undefined): readonly Node[] {
  const hosts = child(route.node, 'hosts');
  if (hosts !== undefined) return itemsOf(hosts);
  const host = child(route.node, 'host');
  return host === undefined ? itemsOf(child(service?.node, 'hosts')) : [host];
}
