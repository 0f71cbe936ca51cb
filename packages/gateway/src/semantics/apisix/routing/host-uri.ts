import type { TraceStep } from '../../answer.ts';
import type { Exchange } from '../request/exchange.ts';
import { literalBeginning, type PathTable, pathTable } from './path-table.ts';
import { type Candidate, candidates, type RoutingRoute } from './route.ts';
import { type Matched, type Router, tryCandidate } from './router.ts';

interface Host {
  readonly host: string;
  readonly table: PathTable<Candidate>;
}

/**
 * The router `radixtree_host_uri`, the default: hosts first (exact, then the longest `*suffix`), each with a table of
 * paths of its own. When no path of a host matches, the next less specific host is asked, and at last the routes
 * without hosts (http/router/radixtree_host_uri.lua).
 */
export function hostUriRouter(routes: readonly RoutingRoute[]): Router {
  const byHost = new Map<string, RoutingRoute[]>();
  const anywhere: RoutingRoute[] = [];
  for (const route of routes) {
    if (route.hosts === undefined) anywhere.push(route);
    for (const host of route.hosts ?? []) {
      const list = byHost.get(host);
      if (list === undefined) byHost.set(host, [route]);
      else list.push(route);
    }
  }
  const exact = new Map<string, Host>();
  const suffixes = new Map<string, Host>();
  for (const [host, list] of byHost) {
    if (host.startsWith('*')) suffixes.set(host.slice(1), { host, table: tableOf(list) });
    else exact.set(host, { host, table: tableOf(list) });
  }
  const lengths = [...new Set([...suffixes.keys()].map((suffix) => suffix.length))].sort((a, b) => b - a);
  const rest = tableOf(anywhere);

  return (exchange: Exchange, uri: string, trace?: TraceStep[]): Matched | undefined => {
    const { host } = exchange;
    const own = exact.get(host);
    if (own !== undefined) {
      const found = search(own.table, own.host, exchange, uri, trace);
      if (found !== undefined) return found;
    }
    for (const length of lengths) {
      if (length > host.length) continue;
      const less = suffixes.get(host.slice(host.length - length));
      if (less === undefined) continue;
      const found = search(less.table, less.host, exchange, uri, trace);
      if (found !== undefined) return found;
    }
    return search(rest, undefined, exchange, uri, trace);
  };
}

const tableOf = (routes: readonly RoutingRoute[]): PathTable<Candidate> =>
  pathTable(routes.flatMap(candidates), (entry) => literalBeginning(entry.path, false));

function search(
  table: PathTable<Candidate>,
  host: string | undefined,
  exchange: Exchange,
  uri: string,
  trace: TraceStep[] | undefined,
): Matched | undefined {
  trace?.push({ step: 'host', detail: host ?? 'routes without hosts' });
  let parameters: ReadonlyMap<string, string> | undefined;
  const found = table.find(uri, (candidate, exact) => {
    parameters = tryCandidate(candidate, exact, exchange, uri, undefined, trace);
    return parameters !== undefined;
  });
  if (found === undefined || parameters === undefined) return undefined;
  return { route: found.route, path: found.path, host, parameters };
}
