/** `--only`: the routes that are converted; everything else is left out, and said. */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import { always } from '@banyan/core/condition/condition.ts';
import type { Only } from '../reader.ts';
import type { Reading } from './context.ts';
import { report } from './context.ts';
import type { Item, Objects } from './objects.ts';
import { idOf, itemsOf, textOf } from './typed.ts';

const hostsIn = (node: Node | undefined): string[] =>
  [...itemsOf(child(node, 'hosts')), child(node, 'host')].flatMap((host) => textOf(host)?.toLowerCase() ?? []);

/** Whether requests for a host can reach a route: it names the host or a pattern for it, or no host at all. */
function answers(host: string, route: Item, service: Item | undefined): boolean {
  const own = hostsIn(route.node);
  const hosts = own.length > 0 ? own : hostsIn(service?.node);
  const name = host.toLowerCase();
  return hosts.length === 0 || hosts.some((one) => (one.startsWith('*') ? name.endsWith(one.slice(1)) : one === name));
}

function selects(only: Only, route: Item, service: Item | undefined): boolean {
  if (only.kind === 'route') return route.id === only.id;
  if (only.kind === 'host') return answers(only.host, route, service);
  return [route, service].some((item) => {
    const label = child(child(item?.node, 'labels'), only.key);
    return label !== undefined && idOf(label) === only.value;
  });
}

interface Loading extends Pick<Reading, 'findings'> {
  readonly ledger: Ledger;
}

/** The objects with the routes that at least one selector wants. */
export function onlyWanted(reading: Loading, objects: Objects, wanted: readonly Only[]): Objects {
  if (wanted.length === 0) return objects;
  const left: Item[] = [];
  const routes = new Map<string, Item>();
  for (const route of objects.routes.values()) {
    const service = objects.services.get(idOf(child(route.node, 'service_id')) ?? '');
    if (wanted.some((only) => selects(only, route, service))) routes.set(route.id, route);
    else left.push(route);
  }
  for (const { node } of left) reading.ledger.mark(node, 'ignored', { code: 'APX102' });
  const [first] = left;
  if (first !== undefined) {
    const affects = { routes: left.map(({ id }) => id), when: always };
    report(reading, 'APX102', { count: left.length }, first.node, affects);
  }
  return { ...objects, routes };
}
