/** Upstream objects into the model (`apisix/upstream.lua`, `apisix/balancer.lua`). */
import type { Node, ObjectNode } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Template } from '../../model/base.ts';
import type { Timeouts } from '../../model/model.ts';
import type { Balance, HostHeader, Upstream } from '../../model/upstream.ts';
import type { Reading } from './context.ts';
import { report } from './context.ts';
import { checksOf } from './health.ts';
import { parseAddress, readNodes } from './nodes.ts';
import { templateOf, variable } from './plugins/template.ts';
import { descriptive } from './schema/common.ts';
import { idOf, numberOf, textOf } from './typed.ts';

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

/** What is hashed (`apisix/balancer/chash.lua`, fetch_chash_hash_key). */
function hashed(on: keyof typeof hashedOn, key: string): Template {
  if (on === 'vars_combinations') return templateOf(key);
  if (on === 'consumer') return [{ attribute: 'consumer' }];
  if (on === 'header') return [variable(`http_${key.toLowerCase().replaceAll('-', '_')}`)];
  return [variable(on === 'cookie' ? `cookie_${key}` : key)];
}

function readBalance(node: ObjectNode): Balance | undefined {
  const [type, on, key] = ['type', 'hash_on', 'key'].map((name) => child(node, name));
  switch (textOf(type) ?? 'roundrobin') {
    case 'roundrobin':
      return { kind: 'round-robin', sources: present(type) };
    case 'ewma':
      return { kind: 'fastest', sources: present(type) };
    case 'least_conn':
      return { kind: 'least-requests', sources: present(type) };
    case 'chash': {
      const source = textOf(on) ?? 'vars';
      if (!isHashSource(source)) return undefined;
      const name = textOf(key) ?? '';
      const sources = present(type, on, key);
      return { kind: 'hash', on: hashedOn[source], key: name, value: hashed(source, name), sources };
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

/** One of several nodes is written without a port: then none is called with its own (observed: upstream-scheme vectors). */
function lacksPorts(nodes: Node | undefined): boolean {
  if (nodes?.kind === 'list')
    return nodes.items.length > 1 && nodes.items.some((item) => child(item, 'port') === undefined);
  if (nodes?.kind !== 'object' || nodes.entries.size < 2) return false;
  return Array.from(nodes.entries.keys()).some((address) => parseAddress(address).port === undefined);
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
  'checks',
  'keepalive_pool',
  'tls',
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

/** The certificate stands in the upstream, or in an object of its own (`apisix/upstream.lua`; `tls.verify` has no effect). */
function clientOf(reading: Reading, tls: Node | undefined): Pick<Upstream, 'client'> {
  const verify = child(tls, 'verify');
  if (verify !== undefined) reading.ledger.mark(verify, 'ignored', { code: 'APX015' });
  const id = child(tls, 'client_cert_id');
  const ssl = id === undefined ? undefined : reading.objects.ssls.get(idOf(id) ?? '')?.node;
  const [certificate, key] =
    id === undefined ? [child(tls, 'client_cert'), child(tls, 'client_key')] : [child(ssl, 'cert'), child(ssl, 'key')];
  if (certificate === undefined || key === undefined) return {};
  reading.ledger.conceal(key);
  const sources = [...present(certificate, key, id), ...present(id === undefined ? undefined : child(ssl, 'type'))];
  return { client: { certificate: textOf(certificate) ?? '', key: textOf(key) ?? '', sources } };
}

function keepAliveOf(pool: Node | undefined): Pick<Upstream, 'keepAlive'> {
  if (pool === undefined) return {};
  const number = (name: string, usual: number): number => numberOf(child(pool, name)) ?? usual;
  return { keepAlive: { idle: number('idle_timeout', 60), requests: number('requests', 1000), sources: [pool] } };
}

/** An upstream by its object; `undefined` and a finding where APISIX would answer 502 or 503 itself. */
export function readUpstream(reading: Reading, name: string, node: ObjectNode): Upstream | undefined {
  const schemeNode = child(node, 'scheme');
  const scheme = textOf(schemeNode) ?? 'http';
  const unmapped: { readonly name: string; readonly source: Node }[] = [];
  for (const [field, source] of node.entries) {
    // Without a limit nothing stops trying.
    if (field === 'retry_timeout' && numberOf(source) === 0) reading.ledger.mark(source, 'exact');
    else if (!told.has(field)) unmapped.push({ name: field, source });
  }
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
  const written = readHost(node);
  const host =
    written.kind === 'node' && lacksPorts(child(node, 'nodes')) ? { ...written, bare: true as const } : written;
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
    ...clientOf(reading, child(node, 'tls')),
    ...checksOf(child(node, 'checks')),
    ...keepAliveOf(child(node, 'keepalive_pool')),
    unmapped,
    sources: present(schemeNode, retriesNode),
  };
}
