import type { Callee } from '../call.ts';
import type { Consumers } from './consumers.ts';
import { readConsumers } from './consumers.ts';
import { idOf, listOf, type Table, tableOf, type Value } from './lua/value.ts';
import { placePlugins } from './plugins/place.ts';
import type { Placed, PluginSet } from './plugins/plugin.ts';
import { readUpstream, type Upstream } from './upstream/upstream.ts';

/** A configuration, prepared: every object that a request may need, by id. */
export interface Gateway {
  readonly services: ReadonlyMap<string, Service>;
  readonly upstreams: ReadonlyMap<string, Upstream>;
  readonly pluginConfigs: ReadonlyMap<string, PluginSet>;
  readonly groups: ReadonlyMap<string, PluginSet>;
  /** Plugins of all global rules; one that two rules have is in none. */
  readonly global: PluginSet;
  readonly metadata: ReadonlyMap<string, Table>;
  readonly consumers: Consumers;
  /** Ids of ssl objects of the type client. */
  readonly clientCertificates: ReadonlySet<string>;
  readonly environment: Readonly<Record<string, string>>;
  /** From 0 (included) to 1 (excluded). */
  readonly random: () => number;
  /** Port that `redirect` names when it sends to HTTPS; undefined when TLS is off. */
  readonly httpsPort: number | undefined;
  /** Whether a host name has an address. */
  readonly resolves: (host: string) => boolean;
  /** What servers answer that plugins ask; undefined: nobody knows. */
  readonly call: Callee | undefined;
  /** What shared memory holds in nginx: counters and caches, by zone. */
  readonly shared: Map<string, Map<string, unknown>>;
}

export interface Service {
  readonly object: Table;
  readonly plugins: PluginSet;
  readonly upstream: Upstream | undefined;
  readonly upstreamId: string | undefined;
}

export interface Surroundings {
  readonly httpsPort: number | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly random: () => number;
  readonly resolves: (host: string) => boolean;
  readonly call: Callee | undefined;
}

interface Listed {
  readonly id: string;
  readonly object: Table;
  readonly pointer: string;
}

/** The objects of a list with their ids; of two with one id the later counts, in the place of the first. */
export function objects(root: Table, list: string): readonly Listed[] {
  const found = new Map<string, Listed>();
  for (const [index, value] of listOf(root[list]).entries()) {
    const object = tableOf(value);
    const id =
      object === undefined ? undefined : (idOf(object['id']) ?? idOf(object['username']) ?? `arr_${index + 1}`);
    if (object !== undefined && id !== undefined) found.set(id, { id, object, pointer: `/${list}/${index}` });
  }
  return [...found.values()];
}

/** Prepares a configuration. */
export function readGateway(root: Table, surroundings: Surroundings): Gateway {
  const services = new Map<string, Service>();
  const upstreams = new Map<string, Upstream>();
  const pluginConfigs = new Map<string, PluginSet>();
  const groups = new Map<string, PluginSet>();
  const global = new Map<string, Placed>();
  let consumers: Consumers | undefined;
  const gateway: Gateway = {
    ...surroundings,
    services,
    upstreams,
    pluginConfigs,
    groups,
    global,
    metadata: new Map(objects(root, 'plugin_metadata').map(({ id, object }) => [id, object])),
    clientCertificates: new Set(
      objects(root, 'ssls').flatMap(({ id, object }) => (object['type'] === 'client' ? [id] : [])),
    ),
    get consumers() {
      consumers ??= readConsumers(root['consumers'], gateway);
      return consumers;
    },
    shared: new Map(),
  };
  for (const { id, object, pointer } of objects(root, 'upstreams'))
    upstreams.set(id, readUpstream(object, `upstream ${id}`, pointer, gateway));
  const placed = (kind: string, { id, object, pointer }: Listed): PluginSet =>
    placePlugins(object['plugins'], `/${kind}/${id}`, `${pointer}/plugins`, gateway);
  for (const one of objects(root, 'plugin_configs')) pluginConfigs.set(one.id, placed('plugin_configs', one));
  for (const one of objects(root, 'consumer_groups')) groups.set(one.id, placed('consumer_groups', one));
  for (const one of objects(root, 'services')) services.set(one.id, readService(one, placed('services', one), gateway));
  const seen = new Set<string>();
  for (const one of objects(root, 'global_rules')) {
    for (const [name, plugin] of placed('global_rules', one)) {
      if (seen.has(name)) global.delete(name);
      else global.set(name, plugin);
      seen.add(name);
    }
  }
  return gateway;
}

function readService({ id, object, pointer }: Listed, plugins: PluginSet, gateway: Gateway): Service {
  const inline: Value | undefined = object['upstream'];
  const table = tableOf(inline);
  return {
    object,
    plugins,
    upstream: table === undefined ? undefined : readUpstream(table, `service ${id}`, `${pointer}/upstream`, gateway),
    upstreamId: idOf(object['upstream_id']),
  };
}
