import { type Data, number, table, text } from '../../envoy/data.ts';
import type { Labels, KubeObject } from '../object.ts';
import type { Origins } from '../origin.ts';
import { clusterOf } from './cluster.ts';
import { policyFor, readDestinationRules } from './destination-rule.ts';
import { hashFor } from './hash.ts';
import { servicesOfKubernetes } from './kubernetes.ts';
import type { Service } from './service.ts';
import { servicesOfEntries } from './service-entry.ts';

/** The services that a proxy knows. */
export interface Services {
  /** Name of the cluster of a `Destination`; without a port in it, of the service's only one, else of the listener's. */
  readonly cluster: (destination: Data, port: number) => string;
  readonly hashOf: (destination: Data) => Data | undefined;
  readonly has: (host: string) => boolean;
  /** A cluster for each port and subset, and for each destination asked for that no document declares. */
  readonly clusters: () => readonly Data[];
}

export function servicesFor(
  objects: readonly KubeObject[],
  proxy: { readonly namespace: string; readonly labels: Labels },
  origins: Origins,
): Services {
  const ruleFor = readDestinationRules(objects, proxy);
  const known = new Map<string, Service>();
  for (const one of [...servicesOfKubernetes(objects), ...servicesOfEntries(objects)])
    if (one.seenFrom(proxy.namespace) !== 'none' && !known.has(one.host)) known.set(one.host, one);
  const missing = new Map<string, string>();
  return {
    has: (host) => known.has(host),
    hashOf(destination) {
      const service = known.get(hostIn(destination));
      return service === undefined ? undefined : hashFor(ruleFor(service), destination);
    },
    cluster(destination, listener) {
      const host = hostIn(destination);
      const service = known.get(host);
      const [only, second] = service?.ports ?? [];
      const single = only !== undefined && second === undefined ? only.number : listener;
      const port = number(table(destination, 'port') ?? {}, 'number') ?? single;
      if (host === '') return 'UnknownService';
      const name = nameOf(port, text(destination, 'subset') ?? '', service?.alias ?? host);
      if (service === undefined) missing.set(name, host);
      return name;
    },
    clusters: () => [
      ...[...missing].map(([name, host]) => ({ name, [`${host}, which no document declares`]: true })),
      ...[...known.values()].flatMap((service) => {
        const rule = ruleFor(service);
        return service.ports.flatMap((port) =>
          [undefined, ...(rule?.subsets ?? [])].map((subset) => {
            const name = nameOf(port.number, subset?.name ?? '', service.host);
            const policy = policyFor(rule, subset?.name ?? '', port.number);
            return origins.mark(clusterOf(name, service, port, { policy, subset }), {
              at: service.at,
              what: service.title,
            });
          }),
        );
      }),
    ],
  };
}

const hostIn = (destination: Data): string => (text(destination, 'host') ?? '').toLowerCase();

const nameOf = (port: number, subset: string, host: string): string => `outbound|${port}|${subset}|${host}`;
