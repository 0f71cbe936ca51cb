/** A service with its routes and upstreams; each route says that it belongs to the service. */
import type { Node, ObjectNode } from '@banyan/core/document/node.ts';
import { child, isObject } from '@banyan/core/document/values.ts';
import { idOf, itemsOf } from '../../typed.ts';
import { maker } from '../make.ts';
import { renamed, sortFields } from '../part.ts';
import type { Adc } from './adc.ts';
import { identityOf } from './id.ts';

const metadata = { id: 'taken', name: 'taken', description: 'described', labels: 'described' } as const;

const routeNames = {
  uris: 'uris',
  hosts: 'hosts',
  methods: 'methods',
  remote_addrs: 'remote_addrs',
  vars: 'vars',
  filter_func: 'filter_func',
  enable_websocket: 'enable_websocket',
  plugins: 'plugins',
  priority: 'priority',
  timeout: 'timeout',
};

const streamNames = {
  plugins: 'plugins',
  remote_addr: 'remote_addr',
  server_addr: 'server_addr',
  server_port: 'server_port',
  sni: 'sni',
};

const taken = (names: Readonly<Record<string, string>>): Record<string, 'taken'> =>
  Object.fromEntries(Object.keys(names).map((name) => [name, 'taken' as const]));

const serviceFates = {
  ...metadata,
  ...taken({ hosts: '', plugins: '', upstream: '', upstreams: '', routes: '', stream_routes: '' }),
};

interface Parent {
  readonly adc: Adc;
  readonly name: string;
  readonly service: ObjectNode;
}

const nameOf = (node: Node): string => idOf(child(node, 'name')) ?? idOf(child(node, 'id')) ?? '';

/** Names that only tell objects apart take effect through the ids made of them. */
function markNames({ opening }: Adc, node: Node): void {
  for (const field of ['id', 'name']) {
    const part = child(node, field);
    if (part !== undefined) opening.ledger.mark(part, 'exact');
  }
}

function readRoute({ adc, name, service }: Parent, node: ObjectNode, kind: 'routes' | 'stream_routes'): void {
  const make = maker(adc.opening.ledger);
  const names = kind === 'routes' ? routeNames : streamNames;
  sortFields(adc.opening, node, { ...metadata, ...taken(names) }, 'route');
  markNames(adc, node);
  const parent = make.value(node, name, [child(service, 'name') ?? service]);
  const identity = identityOf(node, `${name}.${nameOf(node)}`);
  const fields = [...renamed(node, names), ['service_id', parent] as const];
  adc.collected.add(kind, identity.name, make.object(node, fields), identity.key);
}

/** The upstream without what describes it. */
function upstreamOf(adc: Adc, node: Node | undefined): Node | undefined {
  if (node?.kind !== 'object') return node;
  for (const field of ['id', 'name', 'description', 'labels']) {
    const part = node.entries.get(field);
    if (part !== undefined) adc.opening.ledger.mark(part, 'ignored', { code: 'APX014' });
  }
  const rest = Array.from(node.entries).filter(([field]) => !['id', 'name', 'description', 'labels'].includes(field));
  return maker(adc.opening.ledger).object(node, rest);
}

export function readService(adc: Adc, node: ObjectNode): void {
  const make = maker(adc.opening.ledger);
  sortFields(adc.opening, node, serviceFates, 'service');
  markNames(adc, node);
  const { name, key } = identityOf(node, nameOf(node));
  const fields = [
    ...renamed(node, { hosts: 'hosts', plugins: 'plugins' }),
    ['upstream', upstreamOf(adc, child(node, 'upstream'))] as const,
  ];
  adc.collected.add('services', name, make.object(node, fields), key);
  for (const upstream of itemsOf(child(node, 'upstreams'))) {
    const id = identityOf(upstream, `${name}.${nameOf(upstream)}`).key;
    adc.collected.add('upstreams', id, upstreamOf(adc, upstream) ?? upstream);
  }
  for (const kind of ['routes', 'stream_routes'] as const) {
    const section = child(node, kind);
    if (section !== undefined && itemsOf(section).length === 0)
      adc.opening.ledger.mark(section, 'ignored', { code: 'APX015' });
    for (const route of itemsOf(section)) {
      if (isObject(route)) readRoute({ adc, name, service: node }, route, kind);
      else adc.opening.ledger.mark(route, 'ignored', { code: 'APX094' });
    }
  }
}
