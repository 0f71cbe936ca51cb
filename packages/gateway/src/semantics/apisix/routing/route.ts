import { addressMatcher } from '../lua/address.ts';
import { expression } from '../lua/expression.ts';
import { idOf, isList, listOf, numberOf, type Table, tableOf, textOf, textsOf } from '../lua/value.ts';
import type { Exchange } from '../request/exchange.ts';
import { type PathPattern, pathPattern } from './path-pattern.ts';

/** A condition beside host and path, with its name for the trace. */
export interface Guard {
  readonly kind: 'method' | 'remote_addr' | 'vars' | 'filter_func';
  holds(exchange: Exchange): boolean;
}

/** A route as the routers need it, prepared once. */
export interface RoutingRoute {
  readonly id: string;
  readonly paths: readonly string[];
  /** The route's own hosts in lower case, else those of its service as written; undefined when neither has any. */
  readonly hosts: readonly string[] | undefined;
  readonly priority: number;
  readonly guards: readonly Guard[];
  /** The object of the configuration. */
  readonly object: Table;
  /** RFC 6901 place in the configuration. */
  readonly pointer: string;
}

/** One path of one route. */
export interface Candidate {
  readonly path: string;
  readonly priority: number;
  readonly route: RoutingRoute;
  readonly pattern: PathPattern;
}

/**
 * Prepares a route (http/route.lua). Undefined when APISIX does not load it: status 0, or a condition that cannot be
 * compiled.
 */
export function routingRoute(
  id: string,
  object: Table,
  pointer: string,
  services: ReadonlyMap<string, Table>,
): RoutingRoute | undefined {
  if (object['status'] === 0) return undefined;
  const guards = guardsOf(object);
  if (guards === undefined) return undefined;
  const uri = textOf(object['uri']);
  return {
    id,
    paths: isList(object['uris']) ? textsOf(object['uris']) : uri === undefined ? [] : [uri],
    hosts: hostsOf(object, services),
    priority: numberOf(object['priority']) ?? 0,
    guards,
    object,
    pointer,
  };
}

export const candidates = (route: RoutingRoute): readonly Candidate[] =>
  route.paths.map((path) => ({ path, priority: route.priority, route, pattern: pathPattern(path) }));

function hostsOf(object: Table, services: ReadonlyMap<string, Table>): readonly string[] | undefined {
  const host = textOf(object['host']);
  if (isList(object['hosts']))
    return textsOf(object['hosts']).map((one) => (host === undefined ? one.toLowerCase() : one));
  if (host !== undefined) return [host.toLowerCase()];
  const service = services.get(idOf(object['service_id']) ?? '');
  return isList(service?.['hosts']) ? textsOf(service['hosts']) : undefined;
}

const known = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE', 'PURGE']);

/** In the order in which they are tested: method, address, (hosts,) vars, filter_func. */
function guardsOf(object: Table): readonly Guard[] | undefined {
  const guards: Guard[] = [];
  const methods = new Set(textsOf(object['methods']));
  if (methods.size > 0)
    guards.push({ kind: 'method', holds: (exchange) => known.has(exchange.method) && methods.has(exchange.method) });
  const address = textOf(object['remote_addr']);
  const addresses = isList(object['remote_addrs'])
    ? textsOf(object['remote_addrs'])
    : address === undefined
      ? undefined
      : [address];
  if (addresses !== undefined) {
    const within = addressMatcher(addresses);
    if (within === undefined) return undefined;
    guards.push({ kind: 'remote_addr', holds: (exchange) => within(exchange.address) });
  }
  if (tableOf(object['vars']) === undefined && object['vars'] !== undefined) {
    const vars = expression(listOf(object['vars']));
    if (vars === undefined) return undefined;
    guards.push({ kind: 'vars', holds: vars });
  }
  if (object['filter_func'] !== undefined) {
    // Lua cannot be run here: the route counts as fitting, and the answer says that it is a guess.
    const say = (exchange: Exchange): boolean => exchange.notCovered.add('filter_func').size > 0;
    guards.push({ kind: 'filter_func', holds: say });
  }
  return guards;
}
