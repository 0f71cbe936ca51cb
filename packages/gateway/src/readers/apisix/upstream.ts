/** Upstream objects into the model (`apisix/upstream.lua`, `apisix/balancer.lua`). */
import type { Node, ObjectNode } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Timeouts } from '../../model/model.ts';
import type { Balance, HostHeader, Upstream } from '../../model/upstream.ts';
import type { Reading } from './context.ts';
import { report } from './context.ts';
import { readNodes } from './nodes.ts';
import { descriptive } from './schema/common.ts';
import { numberOf, textOf } from './typed.ts';

const present = (...nodes: readonly (Node | undefined)[]): Node[] => nodes.filter((node) => node !== undefined);

/** Seconds between two reads or writes, and to connect. */
export function readTimeouts(node: Node | undefined): Timeouts | undefined {
  if (node === undefined) return undefined;
  const seconds = (name: string): number => numberOf(child(node, name)) ?? 60;
  return { connect: seconds('connect'), send: seconds('send'), read: seconds('read'), sources: [node] };
}

const hashedOn = {
  vars: 'variable',
  header: 'header',
  cookie: 'cookie',
  consumer: 'consumer',
  vars_combinations: 'combination',
} as const;

const isHashSource = (text: string): text is keyof typeof hashedOn => text in hashedOn;

function readBalance(node: ObjectNode): Balance | undefined {
  const [type, on, key] = ['type', 'hash_on', 'key'].map((name) => child(node, name));
  switch (textOf(type) ?? 'roundrobin') {
    case 'roundrobin':
      return { kind: 'round-robin', sources: present(type) };
    case 'least_conn':
      return { kind: 'least-requests', sources: present(type) };
    case 'chash': {
      const source = textOf(on) ?? 'vars';
      if (!isHashSource(source)) return undefined;
      return { kind: 'hash', on: hashedOn[source], key: textOf(key) ?? '', sources: present(type, on, key) };
    }
    default:
      return undefined;
  }
}

function readHost(node: ObjectNode): HostHeader {
  const [pass, host] = [child(node, 'pass_host'), child(node, 'upstream_host')];
  const kind = textOf(pass) ?? 'pass';
  if (kind === 'rewrite') return { kind, host: textOf(host) ?? '', sources: present(pass, host) };
  return { kind: kind === 'node' ? 'node' : 'pass', sources: present(pass) };
}

/** Fields that other parts of the model carry or that only describe. */
const told = new Set<string>([
  ...descriptive,
  'id',
  'nodes',
  'type',
  'hash_on',
  'key',
  'pass_host',
  'upstream_host',
  'timeout',
  'scheme',
  'retries',
]);

type Scheme = Upstream['scheme'];
const isScheme = (text: string): text is Scheme => ['http', 'https', 'grpc', 'grpcs'].includes(text);

/** Marks what has no effect: keys of balancers and host modes that are not chosen. */
function markIdle(reading: Reading, node: ObjectNode, balance: Balance, host: HostHeader): void {
  const idle = [
    ...(balance.kind === 'hash' ? [] : ['hash_on', 'key']),
    ...(host.kind === 'rewrite' ? [] : ['upstream_host']),
  ];
  for (const name of idle) {
    const field = child(node, name);
    if (field !== undefined) reading.ledger.mark(field, 'ignored', { code: 'APX015' });
  }
}

/** An upstream by its object; `undefined` and a finding where APISIX would answer 502 or 503 itself. */
export function readUpstream(reading: Reading, name: string, node: ObjectNode): Upstream | undefined {
  const schemeNode = child(node, 'scheme');
  const scheme = textOf(schemeNode) ?? 'http';
  const unmapped: { readonly name: string; readonly source: Node }[] = [];
  for (const [field, source] of node.entries) if (!told.has(field)) unmapped.push({ name: field, source });
  for (const field of [...descriptive, 'id']) {
    const described = child(node, field);
    if (described !== undefined) reading.ledger.mark(described, 'ignored', { code: 'APX014' });
  }
  const type = child(node, 'type');
  const balance = readBalance(node) ?? { kind: 'round-robin', sources: [] };
  if (readBalance(node) === undefined && type !== undefined) unmapped.push({ name: 'type', source: type });
  if (!isScheme(scheme)) {
    if (schemeNode !== undefined) unmapped.push({ name: 'scheme', source: schemeNode });
    return undefined;
  }
  const host = readHost(node);
  markIdle(reading, node, balance, host);
  const nodes = readNodes(reading, child(node, 'nodes'), scheme);
  if (nodes.length === 0) {
    const empty = child(node, 'nodes');
    if (empty !== undefined) reading.ledger.mark(empty, 'exact', { code: 'APX023' });
    report(reading, 'APX023', { name }, empty ?? node);
    return undefined;
  }
  const retriesNode = child(node, 'retries');
  return {
    name,
    nodes,
    scheme,
    balance,
    host,
    retries: numberOf(retriesNode) ?? nodes.length - 1,
    timeouts: readTimeouts(child(node, 'timeout')),
    unmapped,
    sources: present(schemeNode, retriesNode),
  };
}
