import { type Data, flag, tables, text, texts } from '../data.ts';
import type { Stream } from '../stream.ts';
import { compileRoute, type RouteEntry, type Scope, scopeOf } from './entry.ts';
import { look } from './match.ts';
import { type Tree, tree } from './tree.ts';

export interface VirtualHost {
  readonly name: string;
  readonly at: string;
  readonly routes: Tree<RouteEntry>;
  /** Requests in the clear are sent to https (nobody is taken to be internal). */
  readonly needsTls: boolean;
}

/** A `RouteConfiguration`: the virtual host and the route of a request. */
export interface RouteTable {
  readonly hostOf: (stream: Stream) => VirtualHost | undefined;
  /** The route inside its virtual host. */
  readonly routeOf: (stream: Stream) => RouteEntry | undefined;
  readonly internalOnly: readonly string[];
}

/** What `require_tls` of a virtual host answers, with no header of its own. */
const toTls = compileRoute({ match: { prefix: '/' }, redirect: { https_redirect: true } }, '', [], false);

export function routeTable(config: Data, at: string): RouteTable {
  const scope = scopeOf(config);
  const widestFirst = flag(config, 'most_specific_header_mutations_wins') === true;
  const hosts = new HostTable();
  for (const [index, host] of tables(config, 'virtual_hosts').entries()) {
    const compiled = virtualHost(host, `${at}/virtual_hosts/${index}`, scope, widestFirst);
    for (const domain of texts(host, 'domains')) hosts.add(domain, compiled);
  }
  const ignoresPort = flag(config, 'ignore_port_in_host_matching') === true;
  const hostOf = ({ headers }: Stream): VirtualHost | undefined => {
    const authority = (headers.first(':authority') ?? '').toLowerCase();
    return hosts.find(ignoresPort ? authority.replace(/:\d*$/, '') : authority);
  };
  return {
    internalOnly: texts(config, 'internal_only_headers').map((name) => name.toLowerCase()),
    hostOf,
    routeOf(stream) {
      const host = hostOf(stream);
      if (host === undefined) return undefined;
      if (host.needsTls && stream.headers.first(':scheme') !== 'https') return toTls;
      const looked = look(stream.headers.first(':path') ?? '');
      for (const route of host.routes(looked.path)) if (route.matches(stream, looked)) return route;
      return undefined;
    },
  };
}

function virtualHost(host: Data, at: string, outer: Scope, widestFirst: boolean): VirtualHost {
  const scopes = [outer, scopeOf(host)];
  const routes = tables(host, 'routes').map((route, index) =>
    compileRoute(route, `${at}/routes/${index}`, scopes, widestFirst),
  );
  return {
    name: text(host, 'name') ?? '',
    at,
    routes: tree(routes),
    needsTls: !/^(?:NONE|)$/.test(text(host, 'require_tls') ?? ''),
  };
}

/** Exact domains, then `*` in front (the longest), then `*` behind (the longest), then `*` alone. */
class HostTable {
  private readonly exact = new Map<string, VirtualHost>();
  private readonly suffixes = new Map<number, Map<string, VirtualHost>>();
  private readonly prefixes = new Map<number, Map<string, VirtualHost>>();
  private any: VirtualHost | undefined;
  private suffixLengths: readonly number[] = [];
  private prefixLengths: readonly number[] = [];

  add(written: string, host: VirtualHost): void {
    const domain = written.toLowerCase();
    if (domain === '*') this.any = host;
    else if (domain.startsWith('*')) this.suffixLengths = put(this.suffixes, domain.slice(1), host);
    else if (domain.endsWith('*')) this.prefixLengths = put(this.prefixes, domain.slice(0, -1), host);
    else this.exact.set(domain, host);
  }

  find(host: string): VirtualHost | undefined {
    const found = this.exact.get(host);
    if (found !== undefined) return found;
    for (const length of this.suffixLengths) {
      if (length >= host.length) continue;
      const one = this.suffixes.get(length)?.get(host.slice(-length));
      if (one !== undefined) return one;
    }
    for (const length of this.prefixLengths) {
      if (length >= host.length) continue;
      const one = this.prefixes.get(length)?.get(host.slice(0, length));
      if (one !== undefined) return one;
    }
    return this.any;
  }
}

/** The lengths afterwards, the longest first. */
function put(into: Map<number, Map<string, VirtualHost>>, part: string, host: VirtualHost): number[] {
  const same = into.get(part.length) ?? new Map<string, VirtualHost>();
  same.set(part, host);
  into.set(part.length, same);
  return [...into.keys()].sort((one, other) => other - one);
}
