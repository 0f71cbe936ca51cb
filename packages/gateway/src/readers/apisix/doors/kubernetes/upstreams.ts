/**
 * The upstreams of a rule: the first serves the route, the others join it through traffic-split with their weights
 * (`internal/adc/translator/apisixroute.go`, buildUpstream). Two backends of one Service are refused.
 */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import { itemsOf, numberOf, textOf } from '../../typed.ts';
import { sortFields } from '../part.ts';
import type { Found } from './backend.ts';
import { backendOf } from './backend.ts';
import type { Manifest } from './manifest.ts';
import type { Refusal, Translation } from './translation.ts';
import { inert, mark } from './translation.ts';
import type { Entries } from './upstream.ts';
import { externalNodes, settingsOf } from './upstream.ts';

const kind = 'ApisixUpstream.apisix.apache.org';

interface Weighted {
  readonly id: string;
  readonly node: Node;
  readonly weight: Node | undefined;
  readonly at: Node;
}

export interface Upstreams {
  readonly upstream: Node;
  readonly split: Node | undefined;
  readonly webSocket: boolean;
}

const schemes: Readonly<Record<string, string>> = {
  'kubernetes.io/h2c': 'grpc',
  'kubernetes.io/ws': 'http',
  'kubernetes.io/wss': 'https',
  http: 'http',
  https: 'https',
  grpc: 'grpc',
  grpcs: 'grpcs',
};

const backendFates = {
  serviceName: 'taken',
  servicePort: 'taken',
  resolveGranularity: 'taken',
  weight: 'taken',
  subset: 'taken',
} as const;

export interface Place {
  readonly route: Manifest;
  readonly rule: Node;
  /** Name of the service that the rule becomes. */
  readonly service: string;
}

function upstreamOf({ make }: Translation, at: Node, settings: Entries, { nodes, protocol }: Found): Node {
  const set = settings.filter(([name, node]) => node !== undefined && name !== 'nodes');
  const scheme = protocol === undefined ? undefined : schemes[protocol.toLowerCase()];
  const said = set.some(([name]) => name === 'scheme');
  return make.object(at, [
    ...set,
    ['nodes', make.list(at, nodes)],
    ['scheme', said ? set.find(([name]) => name === 'scheme')?.[1] : scheme && make.value(at, scheme, [])],
  ] as Entries);
}

function ofService(
  translation: Translation,
  place: Place,
  backend: Node,
): { readonly node: Node; readonly found: Found } {
  const service = child(backend, 'serviceName') ?? backend;
  const granularity = child(backend, 'resolveGranularity');
  mark(translation, granularity, 'exact');
  inert(translation, child(backend, 'subset'), 'subset', { routes: 'all', when: { always: true } });
  const found = backendOf(translation, {
    namespace: place.route.namespace,
    service,
    port: child(backend, 'servicePort'),
    weight: child(backend, 'weight'),
    byService: textOf(granularity) === 'service',
  });
  const settings = translation.cluster.find(kind, place.route.namespace, textOf(service) ?? '');
  const entries = settings === undefined ? [] : settingsOf(translation, settings, found.port);
  return { node: upstreamOf(translation, backend, entries, found), found };
}

function repeated(backends: readonly Node[]): Refusal | undefined {
  const names = new Set<string>();
  for (const backend of backends) {
    const name = child(backend, 'serviceName');
    const text = textOf(name) ?? '';
    if (names.has(text)) return { node: name ?? backend, reason: `serviceName ${text}` };
    names.add(text);
  }
  return undefined;
}

/** `weight` of a backend beside others; 100 when it has none. */
const split = ({ make }: Translation, rule: Node, [first, ...others]: readonly Weighted[]): Node | undefined => {
  if (first === undefined || others.length === 0) return undefined;
  const weightOf = ({ weight, at }: Weighted): Node =>
    make.value(at, numberOf(weight) ?? 100, weight === undefined ? [] : [weight]);
  const weighted = [
    make.object(first.at, [['weight', weightOf(first)]]),
    ...others.map((one) =>
      make.object(one.at, [
        ['upstream_id', make.value(one.at, one.id, [])],
        ['weight', weightOf(one)],
      ]),
    ),
  ];
  const only = make.object(rule, [['weighted_upstreams', make.list(rule, weighted)]]);
  return make.object(rule, [['rules', make.list(rule, [only])]]);
};

export function upstreamsOf(translation: Translation, place: Place): Upstreams | Refusal {
  const { cluster, collected, make } = translation;
  const { rule, route, service } = place;
  const backends = itemsOf(child(rule, 'backends'));
  const refusal = repeated(backends);
  if (refusal !== undefined) return refusal;
  let webSocket = false;
  const all: Weighted[] = backends.map((at, index) => {
    sortFields(translation.opening, at, backendFates, 'backend');
    const { node, found } = ofService(translation, place, at);
    webSocket ||= /^kubernetes\.io\/wss?$/.test(found.protocol ?? '');
    return { id: `${service}_${index}`, node, weight: child(at, 'weight'), at };
  });
  for (const at of itemsOf(child(rule, 'upstreams'))) {
    sortFields(translation.opening, at, { name: 'taken', weight: 'taken' }, 'upstream');
    const name = child(at, 'name');
    const found = cluster.find(kind, route.namespace, textOf(name) ?? '');
    if (found === undefined) {
      // The controller goes on without it.
      inert(translation, at, `upstreams: ${textOf(name) ?? ''}`);
      continue;
    }
    mark(translation, name, 'exact');
    const settings = settingsOf(translation, found, undefined);
    const nodes = externalNodes(translation, found);
    const node = upstreamOf(translation, at, settings, { nodes, port: undefined, protocol: undefined });
    all.push({ id: `${route.namespace}_${found.name}`, node, weight: child(at, 'weight'), at });
  }
  const [first, ...others] = all;
  if (others.length === 0) mark(translation, first?.weight, 'exact');
  for (const { id, node } of others) collected.add('upstreams', id, node);
  const none = make.object(rule, [['nodes', make.list(rule, [])]]);
  return { upstream: first?.node ?? none, split: split(translation, rule, all), webSocket };
}
