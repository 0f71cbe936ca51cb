/**
 * What the deployment of a `Gateway` of Gateway API would bring, where nothing runs deployments: a Service, from which istiod
 * learns which proxies serve the gateway, and on which ports.
 */
import { conditionsOf } from '../../cluster/lab/conditions.ts';
import type { Lab } from '../../cluster/lab/lab.ts';
import type { KubernetesObject } from '../../cluster/lab/object.ts';
import { until } from '../../cluster/lab/process.ts';
import type { Place } from './place.ts';

const group = 'gateway.networking.k8s.io';
/** By this label a proxy says which gateway it belongs to. */
export const gatewayLabel = `${group}/gateway-name`;

export const isGateway = ({ kind, apiVersion }: KubernetesObject): boolean =>
  kind === 'Gateway' && apiVersion.startsWith(`${group}/`);

/** A Service for each gateway with the ports of its listeners, and the address that Envoy binds for them. */
export function attached(objects: readonly KubernetesObject[], place: Place): KubernetesObject[] {
  return objects.filter(isGateway).flatMap((gateway) => {
    const { name, namespace = place.namespace } = gateway.metadata;
    // The schema of Gateway API: a Gateway names its class.
    const { gatewayClassName } = gateway['spec'] as { readonly gatewayClassName: string };
    const ports = [...new Set(listenerPorts(gateway))];
    const service: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `${name}-${gatewayClassName}`, namespace },
      spec: {
        selector: { [gatewayLabel]: name },
        ports: ports.map((port) => ({ name: `tcp-${port}`, port })),
      },
    };
    return [service, binding(`${name}-address`, ports, { ...place, namespace })];
  });
}

/** Envoy would listen on all addresses, one case only. */
function binding(name: string, ports: readonly number[], { namespace, address, address6 }: Place): KubernetesObject {
  const at = (text: string, port: number): object => ({
    address: { socket_address: { address: text, port_value: port } },
  });
  return {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name, namespace },
    spec: {
      configPatches: ports.map((port) => ({
        applyTo: 'LISTENER',
        match: { context: 'GATEWAY', listener: { portNumber: port } },
        patch: {
          operation: 'MERGE',
          value: {
            ...at(address, port),
            ...(address6 === undefined ? {} : { additional_addresses: [at(address6, port)] }),
          },
        },
      })),
    },
  };
}

function listenerPorts(gateway: KubernetesObject): number[] {
  // The schema of Gateway API: listeners have ports.
  const { listeners } = gateway['spec'] as { readonly listeners?: readonly { readonly port: number }[] };
  return (listeners ?? []).map(({ port }) => port);
}

/** The route of the source by the name that istiod gives to a rule: NAMESPACE.HTTPROUTE.INDEX. */
export function annotatedRoutes(objects: readonly KubernetesObject[]): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  for (const { metadata } of objects) {
    const annotation = metadata.annotations?.['banyan.dev/routes'];
    if (annotation === undefined) continue;
    // The writer's own: ids, one for each rule.
    const ids = JSON.parse(annotation) as readonly (string | null)[];
    for (const [index, id] of ids.entries())
      if (id !== null) named.set(`${metadata.namespace ?? 'default'}.${metadata.name}.${index}`, id);
  }
  return named;
}

/** Waits until istiod has judged every route; those that it does not accept in full, with its words. */
export async function refusedRoutes(
  lab: Lab,
  objects: readonly KubernetesObject[],
): Promise<ReadonlyMap<KubernetesObject, string>> {
  const routes = objects.filter(({ kind, apiVersion }) => kind.endsWith('Route') && apiVersion.startsWith(`${group}/`));
  const refused = new Map<KubernetesObject, string>();
  const waiting = new Map(routes.map((route) => [keyOf(route), route]));
  const kinds = new Map(routes.map(({ apiVersion, kind }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]));
  const look = async (): Promise<boolean> => {
    for (const { apiVersion, kind } of kinds.values()) {
      for (const seen of await lab.api.list(apiVersion, kind)) {
        const route = waiting.get(keyOf(seen));
        const told = conditionsOf(seen);
        if (route === undefined || !('Accepted' in told && 'ResolvedRefs' in told)) continue;
        waiting.delete(keyOf(seen));
        const wrong = Object.entries(told).find(([, status]) => status !== 'True');
        if (wrong !== undefined) refused.set(route, `istiod says of ${kind} ${seen.metadata.name}: ${wrong.join(' ')}`);
      }
    }
    return waiting.size === 0;
  };
  await until(`istiod has judged ${routes.length} routes`, 300, look, [], 500);
  return refused;
}

const keyOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.namespace ?? ''} ${metadata.name}`;
