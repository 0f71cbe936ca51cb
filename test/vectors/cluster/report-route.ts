/** The one thing that the runner adds: a filter in front of all others tells the route and the number of attempts. */
import type { KubernetesObject } from '../../cluster/lab/object.ts';
import { rootNamespace } from '../../cluster/lab/istiod.ts';
import { attemptsHeader, routeHeader } from '../observe.ts';

const set = (key: string, value: string): object => ({
  append: { header: { key, value }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD', keep_empty_value: true },
});

/** In the root namespace it is for every gateway. */
export const reportRoute: KubernetesObject = {
  apiVersion: 'networking.istio.io/v1alpha3',
  kind: 'EnvoyFilter',
  metadata: { name: 'vectors', namespace: rootNamespace },
  spec: {
    // After those of the cases, so that it is the first of the chain.
    priority: 1000,
    configPatches: [
      {
        applyTo: 'HTTP_FILTER',
        match: {
          context: 'GATEWAY',
          listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } },
        },
        patch: {
          operation: 'INSERT_FIRST',
          value: {
            name: 'banyan.vectors',
            typed_config: {
              '@type': 'type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3.HeaderMutation',
              mutations: {
                response_mutations: [
                  set(routeHeader, '%ROUTE_NAME%'),
                  set(attemptsHeader, '%UPSTREAM_REQUEST_ATTEMPT_COUNT%'),
                ],
              },
            },
          },
        },
      },
    ],
  },
};

/** The route of the source by the name of the route that answered: that of the rule, with `~N` where it needed several. */
export function routeNamed(rules: ReadonlyMap<string, string>): (told: string) => string {
  return (told) => rules.get(told) ?? rules.get(told.replace(/~\d+$/, '')) ?? '-';
}
