import type { Consumer } from './consumers.ts';
import type { Gateway } from './gateway.ts';
import { flagOf, idOf, type Table, tableOf, textOf } from './lua/value.ts';
import { placePlugins } from './plugins/place.ts';
import type { Placed, PluginSet } from './plugins/plugin.ts';
import type { RoutingRoute } from './routing/route.ts';
import { readUpstream, type Upstream } from './upstream/upstream.ts';

/** A route with everything that its plugin_config and service add. */
export interface EffectiveRoute {
  readonly id: string;
  readonly name: string | undefined;
  readonly service: string | undefined;
  readonly serviceName: string | undefined;
  readonly plugins: PluginSet;
  /** In the order in which they run. */
  readonly ordered: readonly Placed[];
  readonly upstream: Upstream | undefined;
  readonly upstreamId: string | undefined;
  readonly timeout: Table | undefined;
  readonly websocket: boolean;
  readonly scripted: boolean;
  readonly pointer: string;
  /** The same route for a consumer, worked out at its first request. */
  readonly forConsumers: Map<string, EffectiveRoute>;
}

/** What APISIX answers at once when a reference leads nowhere. */
export interface Dangling {
  readonly status: number;
  readonly missing: string;
}

/**
 * Merges a route with its plugin_config (whose plugins it may have itself) and its service (whose upstream and plugins
 * it may replace, each as a whole): plugin_config.lua and plugin.lua, merge_service_route.
 */
export function effectiveRoute(route: RoutingRoute, gateway: Gateway): EffectiveRoute | Dangling {
  const { object, id, pointer } = route;
  const own = placePlugins(object['plugins'], `/routes/${id}`, `${pointer}/plugins`, gateway);
  const configId = idOf(object['plugin_config_id']);
  const config = configId === undefined ? undefined : gateway.pluginConfigs.get(configId);
  if (configId !== undefined && config === undefined) return { status: 503, missing: `plugin_config ${configId}` };
  const serviceId = idOf(object['service_id']);
  const service = serviceId === undefined ? undefined : gateway.services.get(serviceId);
  if (serviceId !== undefined && service === undefined) return { status: 404, missing: `service ${serviceId}` };
  const plugins = new Map([...(service?.plugins ?? []), ...(config ?? []), ...own]);
  const inline = tableOf(object['upstream']);
  const upstreamId = idOf(object['upstream_id']);
  return {
    id,
    name: textOf(object['name']),
    service: serviceId,
    serviceName: textOf(service?.object['name']),
    plugins,
    ordered: inOrder(plugins),
    upstream:
      inline === undefined ? service?.upstream : readUpstream(inline, `route ${id}`, `${pointer}/upstream`, gateway),
    upstreamId: upstreamId ?? (inline === undefined ? service?.upstreamId : undefined),
    timeout: tableOf(object['timeout']),
    websocket: flagOf(object['enable_websocket']) ?? flagOf(service?.object['enable_websocket']) ?? false,
    scripted: object['script'] !== undefined || service?.object['script'] !== undefined,
    pointer,
    forConsumers: new Map(),
  };
}

/**
 * The route for a consumer: plugins of its group, then its own, replace those of the route as a whole. The group's copy
 * is marked when the route lacks the plugin, the consumer's own when both lack it; only marked ones run their rewrite
 * phase afterwards (plugin.lua, merge_consumer_route).
 */
export function routeForConsumer(
  route: EffectiveRoute,
  consumer: Consumer,
  group: PluginSet | undefined,
): EffectiveRoute {
  if (consumer.plugins.size === 0 && (group === undefined || group.size === 0)) return route;
  const key = `${consumer.name} ${consumer.group ?? ''}`;
  const known = route.forConsumers.get(key);
  if (known !== undefined) return known;
  const plugins = new Map(route.plugins);
  for (const set of [group ?? new Map<string, Placed>(), consumer.plugins]) {
    for (const [name, placed] of set) {
      if (!plugins.has(name)) placed.fromConsumer = true;
      plugins.set(name, placed);
    }
  }
  const made: EffectiveRoute = { ...route, plugins, ordered: inOrder(plugins) };
  route.forConsumers.set(key, made);
  return made;
}

/** Enabled plugins by priority, highest first; `_meta.priority` overrides. */
export function inOrder(set: PluginSet): readonly Placed[] {
  return [...set.values()]
    .filter((placed) => !placed.disabled)
    .sort(
      (a, b) =>
        (b.priority ?? b.plugin.priority) - (a.priority ?? a.plugin.priority) || b.plugin.priority - a.plugin.priority,
    );
}
