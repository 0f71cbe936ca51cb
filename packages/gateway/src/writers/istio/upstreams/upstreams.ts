/** All upstreams of a model as services of Istio, and the way from an Envoy cluster to its service. */
import type { Model } from '../../../model/model.ts';
import type { Upstream } from '../../../model/upstream.ts';
import type { WriterOptions } from '../../writer.ts';
import { hostName, remarks, usable } from '../../envoy/cluster.ts';
import { connectTimeouts } from '../../envoy/cluster/connect-timeout.ts';
import { fits } from '../../envoy/cluster/tls.ts';
import type { JsonObject } from '../../envoy/config.ts';
import type { Notes } from '../../envoy/notes.ts';
import { oldGateway } from '../../envoy/policies/unmapped.ts';
import { files } from '../notes.ts';
import { nameFor, type Naming } from '../../kubernetes/objects.ts';
import type { Place } from '../rules/words.ts';
import { secretOf } from '../secrets.ts';
import { destinationRule } from './destination-rule.ts';
import { hostOf, portOf, serviceEntry } from './service-entry.ts';

export interface Services {
  readonly entries: readonly JsonObject[];
  readonly rules: readonly JsonObject[];
  /** What the gateway shows for itself. */
  readonly secrets: readonly JsonObject[];
  readonly place: (cluster: string) => Place | undefined;
}

export function servicesOf(model: Model, naming: Naming, notes: Notes): Services {
  const taken = new Set<string>();
  const timeouts = connectTimeouts(model);
  const entries: JsonObject[] = [];
  const rules: JsonObject[] = [];
  const secrets: JsonObject[] = [];
  const credentials = new Set<string>();
  const places = new Map<string, Place>();
  for (const upstream of model.upstreams.values()) {
    remarks(upstream, `${files.destinationRule}#/${rules.length}/spec`, notes);
    const name = nameFor(upstream.name, taken);
    sayUnsaid(upstream, notes);
    const { client } = upstream;
    const credential = client !== undefined && fits(client) ? nameFor(`client-${name}`, credentials) : undefined;
    if (client !== undefined && credential !== undefined) secrets.push(secretOf(credential, client, undefined, naming));
    const add = (service: string, nodes: Upstream['nodes']): Place => {
      entries.push(serviceEntry(service, upstream, nodes, naming));
      rules.push(destinationRule(service, upstream, timeouts.get(upstream.name), naming, credential));
      return { host: hostOf(service, naming), port: portOf(upstream) };
    };
    const place = add(name, upstream.nodes);
    const inside = nodesOf(upstream, (nodes) => add(nameFor(`${name}-node`, taken), nodes));
    if (inside.nodes !== undefined)
      notes.say({ code: 'IST016', params: { upstream: upstream.name }, source: upstream.host.sources[0] });
    places.set(upstream.name, { ...place, ...inside });
  }
  return { entries, rules, secrets, place: (cluster) => places.get(cluster) };
}

/** Parts that Envoy's cluster has and Istio's objects have not. */
function sayUnsaid({ name, checks }: Upstream, notes: Notes): void {
  if (checks === undefined) return;
  notes.mark(checks.sources, 'unsupported', files.destinationRule, 'ENV053');
  notes.say({ code: 'ENV053', params: { upstream: name, part: 'checks' }, source: checks.sources[0] });
}

/** What the nodes are called where each is to be called by its own name. */
function nodesOf(upstream: Upstream, add: (nodes: Upstream['nodes']) => Place): Pick<Place, 'nodeName' | 'nodes'> {
  if (upstream.host.kind !== 'node') return {};
  const nodes = usable(upstream.nodes);
  const names = new Set(nodes.map((node) => hostName(upstream, node)));
  const [only] = names;
  if (names.size < 2) return { nodeName: only };
  return {
    nodes: nodes.map((node) => ({
      ...add([node]),
      nodeName: hostName(upstream, node),
      weight: Math.max(1, node.weight),
    })),
  };
}

/** The old gateway as one more upstream of the model, where routes are left to it. */
export function oldUpstream({ unsupported }: WriterOptions): Upstream | undefined {
  if (unsupported === 'close') return undefined;
  const { host, port } = unsupported.keepOld;
  return {
    name: oldGateway,
    nodes: [{ host, port, weight: 1, priority: 0, sources: [] }],
    scheme: 'http',
    balance: { kind: 'round-robin', sources: [] },
    host: { kind: 'pass', sources: [] },
    retries: 0,
    timeouts: undefined,
    unmapped: [],
    sources: [],
  };
}
