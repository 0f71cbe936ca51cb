/**
 * Puts the converted objects of many cases into one cluster: a namespace for each case, and for each `Gateway` of Istio an
 * address of its own. What an object says of its namespace (names of services, references) goes along, and what others could see is
 * kept to its own namespace; nothing else changes.
 */
import type { KubernetesObject } from '../../cluster/lab/object.ts';
import type { Tree } from '../envoy/merge.ts';
import { gatewayLabel, isGateway } from './attach.ts';

export interface Place {
  readonly namespace: string;
  readonly address: string;
  /** Only where a client has an IPv6 address. */
  readonly address6?: string;
}

/** Objects that belong to no namespace; the lab has its own. */
const unplaced = new Set(['Namespace', 'GatewayClass']);

export function placed(objects: readonly KubernetesObject[], place: Place): KubernetesObject[] {
  const own = objects.filter(({ kind }) => !unplaced.has(kind));
  const names = namesFor(own, place.namespace);
  return own.map((object) => {
    const { metadata } = object;
    const namespace = names.get(metadata.namespace ?? 'default') ?? place.namespace;
    const moved = Object.fromEntries(
      Object.entries(object).map(([key, value]) => [key, key === 'metadata' ? value : visit(value, key, names)]),
    );
    // An object with its text changed is the same kind of object.
    const result = { ...moved, metadata: { ...metadata, namespace } } as KubernetesObject;
    return isIstioGateway(result) ? bound(result, place) : confined(result, [...names.values()]);
  });
}

/** All namespaces that the proxies of a case live in: one for the namespace of each gateway. */
export function gatewayNamespaces(objects: readonly KubernetesObject[]): string[] {
  return [
    ...new Set(objects.filter(({ kind }) => kind === 'Gateway').map(({ metadata }) => metadata.namespace ?? 'default')),
  ];
}

const isIstioGateway = ({ kind, apiVersion }: KubernetesObject): boolean =>
  kind === 'Gateway' && apiVersion.startsWith('networking.istio.io/');

/** New names of the namespaces: the case's own where it has one. */
function namesFor(objects: readonly KubernetesObject[], own: string): ReadonlyMap<string, string> {
  const all = [...new Set(objects.map(({ metadata }) => metadata.namespace ?? 'default'))];
  return new Map(all.map((name) => [name, all.length === 1 ? own : `${own}-${name}`]));
}

/** The value with every mention of a namespace renamed. */
function visit(value: unknown, key: string, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => visit(item, key, names));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, visit(item, name, names)]));
  if (typeof value !== 'string') return value;
  if (key === 'namespace') return names.get(value) ?? value;
  if (key === 'gateways') return value.replace(/^([^/]+)\//, (_, name: string) => `${names.get(name) ?? name}/`);
  return value.replaceAll(/\.([a-z0-9-]+)\.svc\b/g, (_, name: string) => `.${names.get(name) ?? name}.svc`);
}

const exported = new Set(['ServiceEntry', 'VirtualService', 'DestinationRule']);

/** The object, visible to its own case alone: other cases call their hosts by the same names. */
function confined(object: KubernetesObject, namespaces: readonly string[]): KubernetesObject {
  if (object.kind === 'Service' && object.apiVersion === 'v1') {
    const annotations = { ...object.metadata.annotations, 'networking.istio.io/exportTo': namespaces.join(',') };
    return { ...object, metadata: { ...object.metadata, annotations } };
  }
  if (!exported.has(object.kind)) return object;
  // Each of these has a spec that may say to whom it is visible; by default, to all.
  const spec = object['spec'] as { readonly exportTo?: readonly string[] };
  return { ...object, spec: { ...spec, exportTo: spec.exportTo ?? namespaces } };
}

interface Server {
  readonly port: { readonly name: string; readonly [part: string]: Tree };
  readonly [part: string]: Tree;
}

/** Every server binds the case's address; where clients come by IPv6, another one beside it. */
function bound(gateway: KubernetesObject, { address, address6 }: Place): KubernetesObject {
  // Istio's own schema: a Gateway has a list of servers, each with a named port.
  const spec = gateway['spec'] as { readonly servers?: readonly Server[] };
  const servers = (spec.servers ?? []).flatMap((server): Server[] => {
    const second = { ...server, bind: address6 ?? '', port: { ...server.port, name: `${server.port.name}-6` } };
    return [{ ...server, bind: address }, ...(address6 === undefined ? [] : [second])];
  });
  return { ...gateway, spec: { ...spec, servers } };
}

/** Labels that a proxy needs to be the workload that the objects of its namespace select. */
export function workloadLabels(objects: readonly KubernetesObject[], namespace: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const object of objects) {
    if (object.metadata.namespace !== namespace) continue;
    if (isGateway(object)) labels[gatewayLabel] = object.metadata.name;
    if (!isIstioGateway(object)) continue;
    // As above: the labels of the workloads that serve it.
    Object.assign(labels, (object['spec'] as { readonly selector?: Record<string, string> }).selector);
  }
  return labels;
}
