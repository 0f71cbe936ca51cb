import { type Data, flag, number, text } from '../../envoy/data.ts';
import { common } from '../hosts.ts';
import type { Server, VirtualService } from '../model.ts';
import { type Building, catchesAll, routesOf } from './routes.ts';

interface HostRoutes {
  readonly host: string;
  readonly routes: Data[];
  readonly services: string[];
  at: string;
  needsTls: boolean;
}

/**
 * The routes of all servers that share a listener: for each host the rules of every VirtualService for it, one after the
 * other in the order of their age; those without any condition come last.
 */
export function routeConfiguration(
  name: string,
  servers: readonly Server[],
  services: readonly VirtualService[],
  building: Omit<Building, 'gateway' | 'port' | 'tls'>,
): Data {
  const hosts = new Map<string, HostRoutes>();
  const known = new Map<string, readonly Data[]>();
  const hostAt = (host: string, at: string): HostRoutes => {
    const found = hosts.get(host) ?? { host, routes: [], services: [], at, needsTls: false };
    hosts.set(host, found);
    return found;
  };
  for (const server of servers) {
    const needsTls = flag(server.tls ?? {}, 'httpsRedirect') === true;
    const { gateway, port } = server;
    for (const service of inOrder(services, building.proxy.namespace)) {
      if (!service.gateways.includes(gateway)) continue;
      const own = common(hostsFor(server, service.namespace), service.hosts);
      if (own.length === 0) continue;
      const key = `${gateway} ${service.namespace}/${service.name}`;
      const routes = known.get(key) ?? routesOf(service, { ...building, gateway, port, tls: server.tls !== undefined });
      known.set(key, routes);
      if (routes.length === 0) continue;
      for (const host of own) {
        const found = hostAt(host.toLowerCase(), service.at);
        found.routes.push(...routes);
        found.services.push(service.title);
        found.needsTls ||= needsTls;
      }
    }
    if (needsTls) for (const host of server.hosts) hostAt(bare(host).toLowerCase(), server.at).needsTls = true;
  }
  const port = servers[0]?.port ?? 0;
  return {
    name,
    virtual_hosts: [...hosts.values()].map((one) => virtualHost(one, port, building)),
    validate_clusters: false,
    ignore_port_in_host_matching: true,
    max_direct_response_body_size_bytes: 1_048_576,
  };
}

function virtualHost(
  { host, routes, services, at, needsTls }: HostRoutes,
  port: number,
  { origins }: Pick<Building, 'origins'>,
): Data {
  return origins.mark(
    {
      name: `${host}:${port}`,
      domains: [host],
      routes: [...routes.filter((one) => !catchesAll(one)), ...routes.filter(catchesAll)],
      include_request_attempt_count: true,
      ...(needsTls ? { require_tls: 'ALL' } : {}),
    },
    { at, what: `${host} (${[...new Set(services)].join(', ')})` },
  );
}

const rank = { own: 0, some: 1, all: 2, none: 3 } as const;

/** Those that only this namespace sees come first. */
function inOrder(services: readonly VirtualService[], namespace: string): readonly VirtualService[] {
  const placed = services.flatMap((service) => {
    const seen = service.seenFrom(namespace);
    const others = seen === 'all' && !(service.segments && service.namespace === namespace);
    return seen === 'none' ? [] : [{ service, order: rank[seen] + (others ? 1 : 0) }];
  });
  return placed.toSorted((one, other) => one.order - other.order).map(({ service }) => service);
}

/** The hosts of a server that rules of a namespace may be for. */
function hostsFor({ hosts }: Server, namespace: string): readonly string[] {
  return hosts.flatMap((written) => {
    const [before = '', host] = written.split('/');
    if (host === undefined) return [written];
    return before === namespace ? [host] : [];
  });
}

const bare = (host: string): string => host.split('/').at(-1) ?? host;

/** What EnvoyFilter knows of a route configuration by its name. */
export function namesOf(config: Data): { readonly port: number; readonly portName: string; readonly gateway: string } {
  const [kind = '', port = '', portName = '', name = '', namespace = ''] = (text(config, 'name') ?? '').split('.');
  const secure = kind === 'https' && (text(config, 'name') ?? '').split('.').length === 5;
  return {
    port: number({ port }, 'port') ?? 0,
    portName: secure ? portName : '',
    gateway: secure ? `${namespace}/${name}` : '',
  };
}
