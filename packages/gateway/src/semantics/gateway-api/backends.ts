import { type Data, number, table, tables, text } from '../envoy/data.ts';
import type { KubeObject } from '../istio/object.ts';
import { backendHeaders } from './filters.ts';
import { group } from './gateways.ts';

/** Destinations of routes, as far as istiod resolves them. */
export interface Backends {
  /** A `Destination` of Istio; an empty one where the reference is not allowed or of an unknown kind: it answers 500. */
  readonly destination: (reference: Data, route: KubeObject) => Data;
  /** `route` of a rule; undefined when istiod drops the whole route. */
  readonly destinations: (references: readonly Data[], route: KubeObject) => readonly Data[] | undefined;
}

export function backendsIn(objects: readonly KubeObject[]): Backends {
  const grants = objects.filter(({ kind, group: own }) => kind === 'ReferenceGrant' && own === group);
  const destination = (reference: Data, route: KubeObject): Data => {
    const namespace = text(reference, 'namespace') ?? route.namespace;
    const kind = text(reference, 'kind') ?? 'Service';
    const api = text(reference, 'group') ?? '';
    const name = text(reference, 'name') ?? '';
    if (namespace !== route.namespace && !granted(grants, { namespace, kind, api, name }, route)) return {};
    const port = { port: { number: number(reference, 'port') ?? 0 } };
    if (kind === 'Service' && api === '') return { host: `${name}.${namespace}.svc.cluster.local`, ...port };
    if (kind === 'Hostname' && api === 'networking.istio.io') return { host: name, ...port };
    if (kind === 'ServiceImport') return { host: `${name}.${namespace}.svc.cluster.local`, ...port };
    return {};
  };
  return {
    destination,
    destinations(references, route) {
      const used = references.filter((one) => weightOf(one) > 0);
      const made: Data[] = [];
      for (const reference of used) {
        const headers = backendHeaders(tables(reference, 'filters'));
        const kind = text(reference, 'kind') ?? 'Service';
        const named = kind === 'Service' && (text(reference, 'name') ?? '').includes('.');
        if (headers === undefined || named || number(reference, 'port') === undefined) return undefined;
        made.push({
          destination: destination(reference, route),
          weight: used.length === 1 ? 0 : weightOf(reference),
          ...headers,
        });
      }
      return made;
    },
  };
}

export const weightOf = (reference: Data): number => number(reference, 'weight') ?? 1;

interface Target {
  readonly namespace: string;
  readonly kind: string;
  readonly api: string;
  readonly name: string;
}

/** A ReferenceGrant beside the target allows routes of other namespaces. */
function granted(grants: readonly KubeObject[], { namespace, kind, api, name }: Target, route: KubeObject): boolean {
  return grants.some(({ namespace: place, spec }) => {
    if (place !== namespace) return false;
    const from = tables(spec, 'from').some(
      (one) =>
        text(one, 'group') === route.group &&
        text(one, 'kind') === route.kind &&
        text(one, 'namespace') === route.namespace,
    );
    const to = tables(spec, 'to').some(
      (one) => (text(one, 'group') ?? '') === api && text(one, 'kind') === kind && (text(one, 'name') ?? name) === name,
    );
    return from && to;
  });
}

/** Policies for backends as DestinationRules: TLS towards the nodes of a BackendTLSPolicy. */
export function backendPolicies(objects: readonly KubeObject[]): readonly KubeObject[] {
  return objects
    .filter(({ kind, group: own }) => kind === 'BackendTLSPolicy' && own === group)
    .flatMap((object) =>
      tables(object.spec, 'targetRefs').flatMap((target) => {
        const sni = text(table(object.spec, 'validation') ?? {}, 'hostname') ?? '';
        const tls = { mode: 'SIMPLE', sni };
        const owner = objects.find(
          ({ kind, name, namespace }) =>
            kind === text(target, 'kind') && name === text(target, 'name') && namespace === object.namespace,
        );
        const section = text(target, 'sectionName');
        const port = tables(owner?.spec ?? {}, 'ports').find((one) => text(one, 'name') === section);
        const numbered = number(port ?? {}, 'port') ?? number(port ?? {}, 'number');
        const trafficPolicy =
          section === undefined ? { tls } : { portLevelSettings: [{ port: { number: numbered ?? 0 }, tls }] };
        return hostsOf(owner).map((host) => ({
          ...object,
          group: 'networking.istio.io',
          kind: 'DestinationRule',
          spec: { host, trafficPolicy },
        }));
      }),
    );
}

function hostsOf(owner: KubeObject | undefined): readonly string[] {
  if (owner === undefined) return [];
  if (owner.kind === 'Service') return [`${owner.name}.${owner.namespace}.svc.cluster.local`];
  const hosts = owner.spec['hosts'];
  return Array.isArray(hosts) ? hosts.filter((host) => typeof host === 'string') : [];
}
