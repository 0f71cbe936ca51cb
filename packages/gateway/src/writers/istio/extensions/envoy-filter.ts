/**
 * What no object of Istio can say, in Envoy's own words: settings and filters of the gateway's connection manager, and for
 * single routes, by their names, the very configuration that the Envoy writer gives them. A merged patch cannot switch
 * off what istiod switches on, so paths are normalised all the same.
 */
import type { Model } from '../../../model/model.ts';
import type { JsonObject } from '../../envoy/config.ts';
import { manager } from '../../envoy/listener.ts';
import type { Needs } from '../../envoy/policies/variant.ts';
import { chunksOf } from '../../kubernetes/chunks.ts';
import { type Naming, object } from '../../kubernetes/objects.ts';
import { workload } from '../objects.ts';
import { list, record } from '../../kubernetes/plain.ts';

const network = 'envoy.filters.network.http_connection_manager';
const router = 'envoy.filters.http.router';

export function envoyFilters(
  model: Model,
  needs: Needs,
  ports: readonly number[],
  routes: ReadonlyMap<string, JsonObject>,
  naming: Naming,
): readonly JsonObject[] {
  const whole = manager(model, [], needs);
  const listeners = ports.flatMap((port) => listenerPatches(whole, port));
  const perRoute = [...routes].map(([name, value]): JsonObject => {
    const match = { context: 'GATEWAY', routeConfiguration: { vhost: { route: { name } } } };
    return { applyTo: 'HTTP_ROUTE', match, patch: { operation: 'MERGE', value } };
  });
  return chunksOf([...listeners, routeConfiguration(whole), ...perRoute]).map((configPatches, index) =>
    object('networking.istio.io/v1alpha3', 'EnvoyFilter', index === 0 ? 'gateway' : `gateway-${index + 1}`, naming, {
      spec: { workloadSelector: { labels: workload }, configPatches },
    }),
  );
}

/** Of the manager that the Envoy writer makes, what is not istiod's own business: it lets WebSockets through itself. */
function listenerPatches(whole: JsonObject, portNumber: number): readonly JsonObject[] {
  const { http_filters, upgrade_configs: _, ...others } = whole;
  const settings = { ...others, stat_prefix: undefined, codec_type: undefined, route_config: undefined };
  const on = (subFilter?: string): JsonObject => ({
    context: 'GATEWAY',
    listener: {
      portNumber,
      filterChain: { filter: { name: network, subFilter: subFilter === undefined ? undefined : { name: subFilter } } },
    },
  });
  const filters = list(http_filters);
  return [
    {
      applyTo: 'NETWORK_FILTER',
      match: on(),
      patch: { operation: 'MERGE', value: { name: network, typed_config: settings } },
    },
    ...filters.map((value): JsonObject => {
      const own = value['name'] === router;
      const operation = own ? 'MERGE' : 'INSERT_BEFORE';
      return { applyTo: 'HTTP_FILTER', match: on(router), patch: { operation, value } };
    }),
  ];
}

function routeConfiguration(whole: JsonObject): JsonObject {
  const config = record(whole['route_config']);
  return {
    applyTo: 'ROUTE_CONFIGURATION',
    match: { context: 'GATEWAY' },
    patch: {
      operation: 'MERGE',
      value: {
        request_headers_to_add: config['request_headers_to_add'],
        request_headers_to_remove: config['request_headers_to_remove'],
      },
    },
  };
}
