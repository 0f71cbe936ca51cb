/** A backend of a rule: the Service's pods, its own address, or its name where the source holds neither. */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import { report } from '../../context.ts';
import { booleanOf, idOf, itemsOf, numberOf, textOf } from '../../typed.ts';
import type { Manifest } from './manifest.ts';
import type { Translation } from './translation.ts';
import { mark } from './translation.ts';

export interface Backend {
  readonly namespace: string;
  readonly service: Node;
  /** A number, or the name of the Service's port. */
  readonly port: Node | undefined;
  readonly weight: Node | undefined;
  readonly byService: boolean;
}

export interface Found {
  readonly nodes: readonly Node[];
  /** Number of the Service's port. */
  readonly port: number | undefined;
  /** What the Service says is spoken there. */
  readonly protocol: string | undefined;
}

/** The port of a Service that a backend means. */
function servicePort(service: Manifest | undefined, port: Node | undefined): Node | undefined {
  const wanted = idOf(port);
  return itemsOf(child(service?.spec, 'ports')).find(
    (one) => idOf(child(one, 'port')) === wanted || idOf(child(one, 'name')) === wanted,
  );
}

interface Endpoint {
  readonly address: Node;
  readonly port: Node;
}

/** Ready addresses from EndpointSlices, or from the older Endpoints. */
function endpointsOf({ cluster, referred }: Translation, service: Manifest, port: Node): Endpoint[] {
  const name = idOf(child(port, 'name'));
  const matching = (ports: Node | undefined): Node | undefined => {
    const one = itemsOf(ports).find((candidate) => (idOf(child(candidate, 'name')) ?? '') === (name ?? ''));
    return child(one, 'port');
  };
  const slices = cluster.all('EndpointSlice.discovery.k8s.io').filter(({ node, namespace }) => {
    const of = child(child(child(node, 'metadata'), 'labels'), 'kubernetes.io/service-name');
    return namespace === service.namespace && idOf(of) === service.name;
  });
  const fromSlices = slices.flatMap(({ node }) => {
    referred.add(node);
    const target = matching(child(node, 'ports'));
    return itemsOf(child(node, 'endpoints')).flatMap((endpoint) => {
      const ready = booleanOf(child(child(endpoint, 'conditions'), 'ready')) !== false;
      if (!ready || target === undefined) return [];
      return itemsOf(child(endpoint, 'addresses')).map((address) => ({ address, port: target }));
    });
  });
  const old = slices.length > 0 ? undefined : cluster.find('Endpoints.v1', service.namespace, service.name);
  if (old !== undefined) referred.add(old.node);
  return [
    ...fromSlices,
    ...itemsOf(child(old?.node, 'subsets')).flatMap((subset) => {
      const target = matching(child(subset, 'ports'));
      return itemsOf(child(subset, 'addresses')).flatMap((one) => {
        const address = child(one, 'ip');
        return address === undefined || target === undefined ? [] : [{ address, port: target }];
      });
    }),
  ];
}

const knowsEndpoints = ({ cluster }: Translation, { namespace, name }: Manifest): boolean =>
  cluster.find('Endpoints.v1', namespace, name) !== undefined ||
  cluster
    .all('EndpointSlice.discovery.k8s.io')
    .some(({ node }) => idOf(child(child(child(node, 'metadata'), 'labels'), 'kubernetes.io/service-name')) === name);

export function backendOf(translation: Translation, backend: Backend): Found {
  const { cluster, make, opening, referred } = translation;
  const { namespace } = backend;
  const name = textOf(backend.service) ?? '';
  const service = cluster.find('Service.v1', namespace, name);
  if (service !== undefined) referred.add(service.node);
  const port = servicePort(service, backend.port);
  const number = numberOf(child(port, 'port') ?? backend.port);
  const sources = [backend.service, ...(backend.port === undefined ? [] : [backend.port])];
  const weight = (): Node => backend.weight ?? make.value(backend.service, 100, []);
  const node = (host: Node, at: Node): Node =>
    make.object(backend.service, [
      ['host', host],
      ['port', at],
      ['weight', weight()],
    ]);
  const found = (nodes: readonly Node[]): Found => ({
    nodes,
    port: number,
    protocol: textOf(child(port, 'appProtocol')),
  });
  const numbered = (): Node => make.value(backend.port ?? backend.service, number ?? 80, sources);
  if (service !== undefined && number !== undefined) {
    const external = child(service.spec, 'externalName');
    if (textOf(child(service.spec, 'type')) === 'ExternalName' && external !== undefined) {
      return found([node(make.value(external, textOf(external) ?? '', [external, ...sources]), numbered())]);
    }
    const address = child(service.spec, 'clusterIP');
    if (backend.byService && address !== undefined && textOf(address) !== 'None') {
      return found([node(make.value(address, textOf(address) ?? '', [address, ...sources]), numbered())]);
    }
    if (!backend.byService && port !== undefined && knowsEndpoints(translation, service)) {
      mark(translation, backend.service, 'exact');
      mark(translation, backend.port, 'exact');
      return found(
        endpointsOf(translation, service, port).map((one) =>
          node(make.value(one.address, textOf(one.address) ?? '', [one.address]), one.port),
        ),
      );
    }
  }
  if (number === undefined) {
    report(
      opening,
      'APX100',
      { service: `${namespace}/${name}`, port: idOf(backend.port) ?? '' },
      backend.port ?? backend.service,
    );
    for (const source of sources) mark(translation, source, 'unsupported', 'APX100');
    return found([]);
  }
  report(opening, 'APX099', { service: `${namespace}/${name}` }, backend.service);
  return found([node(make.value(backend.service, `${name}.${namespace}.svc.cluster.local`, sources), numbered())]);
}
