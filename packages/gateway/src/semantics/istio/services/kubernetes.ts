import { type Data, field, number, table, tableOrEmpty, tables, text, texts } from '../../envoy/data.ts';
import { exported } from '../model.ts';
import { type KubeObject, titleOf } from '../object.ts';
import type { Service, ServicePort, Workload } from './service.ts';

/** Services of Kubernetes with the endpoints that EndpointSlices list. */
export function servicesOfKubernetes(objects: readonly KubeObject[]): Service[] {
  const slices = objects.filter(({ kind, group }) => kind === 'EndpointSlice' && group === 'discovery.k8s.io');
  return objects
    .filter(({ kind, group }) => kind === 'Service' && group === '')
    .map((object): Service => {
      const { spec, annotations } = object;
      const own = slices.filter(
        ({ namespace, labels }) =>
          namespace === object.namespace && labels['kubernetes.io/service-name'] === object.name,
      );
      const to = (annotations['networking.istio.io/exportTo'] ?? '').split(',').filter((one) => one !== '');
      const host = `${object.name}.${object.namespace}.svc.cluster.local`;
      const selects = Object.keys(tableOrEmpty(spec, 'selector')).length > 0;
      return {
        at: object.at,
        title: titleOf(object),
        host,
        namespace: object.namespace,
        ports: tables(spec, 'ports').map(portOf),
        resolution: 'listed',
        // The pods of a selector are not among the documents: they stand for themselves.
        workloads: own.length === 0 && selects ? [unlisted(host)] : own.flatMap(({ data }) => workloadsOf(data)),
        alias: text(spec, 'type') === 'ExternalName' ? text(spec, 'externalName') : undefined,
        seenFrom: exported(to, object.namespace),
      };
    });
}

const unlisted = (address: string): Workload => ({
  address,
  portOf: ({ number: port }) => port,
  weight: 1,
  labels: {},
});

const portOf = (port: Data): ServicePort => ({
  number: number(port, 'port') ?? 0,
  name: text(port, 'name') ?? '',
  protocol: protocolOf(text(port, 'appProtocol') ?? text(port, 'name') ?? ''),
});

const special: Readonly<Record<string, string>> = {
  'kubernetes.io/h2c': 'HTTP2',
  'kubernetes.io/ws': 'HTTP',
  'kubernetes.io/wss': 'HTTPS',
};

/** `appProtocol`, else what the port's name begins with. */
const protocolOf = (written: string): string =>
  special[written] ?? (written.startsWith('grpc-web') ? 'GRPC-WEB' : (written.split('-')[0] ?? '').toUpperCase());

function workloadsOf(slice: Data): Workload[] {
  const ports = tables(slice, 'ports');
  return tables(slice, 'endpoints').flatMap((endpoint) => {
    const conditions = table(endpoint, 'conditions') ?? {};
    if (field(conditions, 'ready') === false) return [];
    return texts(endpoint, 'addresses').map(
      (address): Workload => ({
        address,
        portOf: ({ name }) => number(ports.find((one) => (text(one, 'name') ?? '') === name) ?? {}, 'port'),
        weight: 1,
        labels: {},
      }),
    );
  });
}
