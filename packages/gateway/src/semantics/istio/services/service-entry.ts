import { type Data, number, table, tables, text, texts } from '../../envoy/data.ts';
import { exported } from '../model.ts';
import { type KubeObject, labelsOf, selects, titleOf } from '../object.ts';
import type { Service, ServicePort, Workload } from './service.ts';

/** ServiceEntries: a service for each of their hosts. */
export function servicesOfEntries(objects: readonly KubeObject[]): Service[] {
  const entries = objects.filter(({ kind, group }) => kind === 'ServiceEntry' && group === 'networking.istio.io');
  const workloads = objects.filter(({ kind, group }) => kind === 'WorkloadEntry' && group === 'networking.istio.io');
  return entries.flatMap((object) => {
    const { spec } = object;
    const targets = new Map(
      tables(spec, 'ports').map((port) => [text(port, 'name') ?? '', number(port, 'targetPort')] as const),
    );
    const endpoints = tables(spec, 'endpoints').map((one) => workload(one, labelsOf(one, 'labels'), targets));
    const selector = table(spec, 'workloadSelector');
    const selected =
      selector === undefined
        ? []
        : workloads
            .filter(({ namespace, spec: own }) => {
              const wanted = labelsOf(selector, 'labels');
              return namespace === object.namespace && selects(wanted, labelsOf(own, 'labels'));
            })
            .map(({ spec: own }) => workload(own, labelsOf(own, 'labels'), targets));
    const written = text(spec, 'resolution') ?? 'NONE';
    const resolution = written === 'STATIC' ? 'listed' : written.startsWith('DNS') ? 'names' : 'passed';
    return texts(spec, 'hosts').map((host): Service => {
      const listed = [...endpoints, ...selected];
      const itself = workload({ address: host }, {}, targets);
      return {
        at: object.at,
        title: titleOf(object),
        host: host.toLowerCase(),
        namespace: object.namespace,
        ports: tables(spec, 'ports').map(portOf),
        resolution,
        workloads: listed.length === 0 && resolution === 'names' ? [itself] : listed,
        alias: undefined,
        seenFrom: exported(texts(spec, 'exportTo'), object.namespace),
      };
    });
  });
}

const portOf = (port: Data): ServicePort => ({
  number: number(port, 'number') ?? 0,
  name: text(port, 'name') ?? '',
  protocol: (text(port, 'protocol') ?? '').toUpperCase(),
});

function workload(
  endpoint: Data,
  labels: Workload['labels'],
  targets: ReadonlyMap<string, number | undefined>,
): Workload {
  const own = table(endpoint, 'ports') ?? {};
  return {
    address: text(endpoint, 'address') ?? '',
    portOf: ({ name, number: outer }) => number(own, name) ?? targets.get(name) ?? outer,
    weight: number(endpoint, 'weight') ?? 1,
    labels,
  };
}
