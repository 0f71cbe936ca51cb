import { number, tables, text, texts } from '../envoy/data.ts';
import { type Estate, istioEstate } from '../istio/evaluator.ts';
import { overlaps } from '../istio/hosts.ts';
import { exported, type Rule, type VirtualService } from '../istio/model.ts';
import { compare, type KubeObject, titleOf } from '../istio/object.ts';
import { backendPolicies, type Backends, backendsIn } from './backends.ts';
import { group, type Listener, proxiesOf } from './gateways.ts';
import { inOrder, rulesOf } from './rules.ts';

/** Rules for one host behind one listener. */
interface Part {
  readonly route: KubeObject;
  readonly gateway: string;
  readonly host: string;
  readonly rules: readonly Rule[];
}

/** Documents of Gateway API as istiod takes them, beside those of Istio. */
export function gatewayApiEstate(documents: readonly unknown[]): Estate {
  const istio = istioEstate(documents);
  const { proxies, listeners } = proxiesOf(istio.objects);
  const backends = backendsIn(istio.objects);
  const routes = istio.objects.filter(
    ({ kind, group: own }) => own === group && (kind === 'HTTPRoute' || kind === 'GRPCRoute'),
  );
  const parts = routes.flatMap((route) => partsOf(route, listeners, backends));
  return {
    objects: [...istio.objects, ...backendPolicies(istio.objects)],
    proxies: [...proxies, ...istio.proxies],
    rules: [...joined(parts), ...istio.rules],
  };
}

/** What a route brings for each of its hosts behind each listener that takes it. */
function partsOf(route: KubeObject, listeners: readonly Listener[], backends: Backends): Part[] {
  const rules = rulesOf(route, backends);
  if (rules.length === 0) return [];
  const hosts = texts(route.spec, 'hostnames').length === 0 ? ['*'] : texts(route.spec, 'hostnames');
  return parentsOf(route, listeners).flatMap((listener) =>
    hosts
      .filter((host) => leftTo(listener, host, listeners))
      .map((host) => ({ route, gateway: listener.gateway.name, host: host.toLowerCase(), rules: inOrder(rules) })),
  );
}

/** The listeners that a route names and that take it: by section, port, kind, host and namespace. */
function parentsOf(route: KubeObject, listeners: readonly Listener[]): readonly Listener[] {
  const hosts = texts(route.spec, 'hostnames').length === 0 ? ['*'] : texts(route.spec, 'hostnames');
  return tables(route.spec, 'parentRefs').flatMap((reference) => {
    if ((text(reference, 'kind') ?? 'Gateway') !== 'Gateway') return [];
    const owner = `${text(reference, 'namespace') ?? route.namespace}/${text(reference, 'name') ?? ''}`;
    const [section, port] = [text(reference, 'sectionName') ?? '', number(reference, 'port') ?? 0];
    return listeners.filter(
      (one) =>
        one.owner === owner &&
        (section === '' || section === one.section) &&
        (port === 0 || port === one.port) &&
        one.kinds.includes(route.kind) &&
        one.gateway.servers.some((server) =>
          server.hosts.some((written) => {
            const [namespace = '', name] = written.split('/');
            const here = name === undefined || namespace === route.namespace;
            return here && hosts.some((host) => overlaps(name ?? namespace, host.toLowerCase()));
          }),
        ),
    );
  });
}

/** A host that another listener of the same port and protocol names more exactly is left to that one. */
function leftTo(listener: Listener, host: string, all: readonly Listener[]): boolean {
  const { hostname } = listener;
  if (hostname !== '' && !hostname.startsWith('*')) return true;
  if (hostname !== '' && !overlaps(host, hostname)) return false;
  const others = all.filter(
    (one) =>
      one.owner === listener.owner &&
      one !== listener &&
      one.port === listener.port &&
      one.protocol === listener.protocol &&
      one.hostname !== hostname,
  );
  return others.every((one) => hostname.length > one.hostname.length || !isBelow(host, one.hostname));
}

/** Whether all that a name stands for is named by the other. */
function isBelow(host: string, other: string): boolean {
  if (!other.startsWith('*')) return host === other;
  const end = other.slice(1);
  return host.startsWith('*') ? host.length >= other.length && host.slice(1).endsWith(end) : host.endsWith(end);
}

/** All rules for one host behind one listener, whichever routes they come from: the oldest route first, then by precedence. */
function joined(parts: readonly Part[]): readonly VirtualService[] {
  const byKey = new Map<string, Part[]>();
  for (const part of parts) {
    const key = `${part.gateway}/${part.host}`;
    byKey.set(key, [...(byKey.get(key) ?? []), part]);
  }
  return [...byKey]
    .map(([key, own]) => ({ key, own: own.toSorted(byRoute) }))
    .toSorted((one, other) => compare(age(one), age(other)) || compare(name(one), name(other)))
    .flatMap(({ key, own }) => {
      const [first] = own;
      if (first === undefined) return [];
      return [
        {
          at: first.route.at,
          title: [...new Set(own.map(({ route }) => titleOf(route)))].join(', '),
          name: name({ key }),
          namespace: first.route.namespace,
          hosts: [first.host],
          gateways: [first.gateway],
          rules: inOrder(own.flatMap(({ rules }) => rules)),
          segments: true,
          seenFrom: exported([], first.route.namespace),
        },
      ];
    });
}

const byRoute = ({ route: one }: Part, { route: other }: Part): number =>
  compare(one.created, other.created) || compare(one.namespace, other.namespace) || compare(one.name, other.name);

const age = ({ own }: { readonly own: readonly Part[] }): string => own[0]?.route.created ?? '';
const name = ({ key }: { readonly key: string }): string => key.replaceAll('/', '~');
