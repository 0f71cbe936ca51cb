import type { TraceStep } from '../../answer.ts';
import type { Exchange } from '../request/exchange.ts';
import { headerVariable } from '../request/headers.ts';
import { literalBeginning, pathTable } from './path-table.ts';
import { candidates, type RoutingRoute } from './route.ts';
import { type Matched, type Router, tryCandidate } from './router.ts';

/**
 * The routers `radixtree_uri` and `radixtree_uri_with_parameter`: one table of paths, hosts are only a condition
 * (http/router/radixtree_uri.lua, radixtree.lua).
 */
export function uriRouter(routes: readonly RoutingRoute[], withParameters: boolean): Router {
  const table = pathTable(routes.flatMap(candidates), (entry) => literalBeginning(entry.path, withParameters));
  const hosts = new Map(routes.map((route) => [route, route.hosts?.map(hostPattern)]));
  return (exchange: Exchange, uri: string, trace?: TraceStep[]): Matched | undefined => {
    let parameters: ReadonlyMap<string, string> | undefined;
    let host: string | undefined;
    const found = table.find(uri, (candidate, exact) => {
      const patterns = hosts.get(candidate.route);
      const ask =
        patterns === undefined || patterns.length === 0
          ? undefined
          : () => {
              host = matchHosts(patterns, exchange) ?? host;
              return matchHosts(patterns, exchange) !== undefined;
            };
      parameters = tryCandidate(candidate, exact, exchange, uri, ask, trace);
      return parameters !== undefined;
    });
    if (found === undefined || parameters === undefined) return undefined;
    return { route: found.route, path: found.path, host, parameters };
  };
}

interface HostPattern {
  readonly suffix: boolean;
  readonly host: string;
}

function hostPattern(written: string): HostPattern {
  const host = written.toLowerCase();
  return host.startsWith('*') ? { suffix: true, host: host.slice(1) } : { suffix: false, host };
}

/** A pattern that contains `:` is compared with the whole Host header, all others with the host without its port. */
function matchHosts(patterns: readonly HostPattern[], exchange: Exchange): string | undefined {
  for (const { suffix, host } of patterns) {
    const asked = host.includes(':') ? (headerVariable(exchange.headers, 'host') ?? exchange.host) : exchange.host;
    if (suffix ? asked.endsWith(host) : asked === host) return suffix ? `*${host}` : exchange.host;
  }
  return undefined;
}
