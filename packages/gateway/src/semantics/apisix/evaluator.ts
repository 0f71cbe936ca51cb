import { textOfBytes } from '@banyan/core/condition/path.ts';
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Answer } from '../answer.ts';
import type { Evaluator, Moment } from '../evaluator.ts';
import { idOf, listOf, type Table, tableOf, valueOf } from './lua/value.ts';
import { openExchange } from './request/open.ts';
import { hostUriRouter } from './routing/host-uri.ts';
import { routingRoute } from './routing/route.ts';
import type { Router, RouterKind } from './routing/router.ts';
import { uriRouter } from './routing/uri.ts';

/** How the gateway is set up, beside its routes. */
export interface Options {
  /** `apisix.router.http`. */
  readonly router: RouterKind;
  /** How the configuration was loaded: a standalone file, or the admin API, which refuses what is invalid. */
  readonly door: 'file' | 'admin';
}

/** An evaluator for a configuration: a plain object with the lists routes, services, upstreams ... */
export function createEvaluator(config: unknown, options: Options): Evaluator {
  const root = tableOf(valueOf(config)) ?? {};
  const services = new Map<string, Table>();
  for (const service of listOf(root['services'])) {
    const id = idOf(tableOf(service)?.['id']);
    const object = tableOf(service);
    if (id !== undefined && object !== undefined) services.set(id, object);
  }
  const routes = listOf(root['routes']).flatMap((value, index) => {
    const object = tableOf(value);
    return object === undefined ? [] : (routingRoute(object, `/routes/${index}`, services) ?? []);
  });
  const router: Router =
    options.router === 'radixtree_host_uri'
      ? hostUriRouter(routes)
      : uriRouter(routes, options.router === 'radixtree_uri_with_parameter');
  return {
    answer(request: GatewayRequest, at: Moment): Answer {
      const exchange = openExchange(request, at.now);
      if ('refused' in exchange) return { status: exchange.refused, route: null, trace: [] };
      const matched = router(exchange, exchange.uri);
      return { route: matched === undefined ? null : textOfBytes(matched.route.id), trace: [] };
    },
  };
}
