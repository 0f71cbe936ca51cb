import { type Data, flag, text } from '../../envoy/data.ts';
import type { Proxy, Server, VirtualService } from '../model.ts';
import type { Origins } from '../origin.ts';
import type { Services } from '../services/services.ts';
import { routeConfiguration } from '../virtual-services/table.ts';
import { managerFor } from './manager.ts';
import { endsTls, speaksHttp } from './read.ts';
import { type Certificates, ending } from './tls.ts';

/** What a proxy serves its gateways with. */
export interface Around {
  readonly proxy: Proxy;
  readonly services: Services;
  readonly rules: readonly VirtualService[];
  readonly certificates: Certificates;
  readonly origins: Origins;
  /** HTTP filters of TrafficExtensions for a port. */
  readonly extensions: (port: number) => readonly Data[];
}

interface Group {
  readonly bind: string;
  readonly port: number;
  readonly servers: Server[];
}

/** One listener for each port and address; servers that cannot share it with those before are left out. */
export function listenersOf(around: Around): Data[] {
  const groups = new Map<string, Group>();
  for (const server of around.proxy.gateways.flatMap(({ servers }) => servers)) {
    const key = `${server.bind}_${server.port}`;
    const group = groups.get(key) ?? { bind: server.bind, port: server.port, servers: [] };
    groups.set(key, group);
    if (fits(server, group.servers)) group.servers.push(server);
  }
  return [...groups.values()].map((group) => listener(group, around));
}

/** In the clear with HTTP in the clear; TLS with TLS, each host once. */
function fits(server: Server, others: readonly Server[]): boolean {
  const [first] = others;
  if (first === undefined) return true;
  if (secure(server) !== secure(first)) return false;
  if (!secure(server)) return speaksHttp(server) && speaksHttp(first);
  const taken = new Set(others.flatMap(({ hosts }) => hosts));
  return !server.hosts.some((host) => taken.has(host));
}

/** Whether clients speak TLS to it; a server that only sends them to https does not. */
const secure = ({ tls, protocol }: Server): boolean =>
  tls !== undefined && !(/^HTTP2?$/.test(protocol) && flag(tls, 'httpsRedirect') === true);

function listener({ bind, port, servers }: Group, around: Around): Data {
  const [first] = servers;
  const tls = first !== undefined && secure(first);
  const chains = tls ? servers.map((one) => secureChain(one, around)) : [plainChain(servers, { bind, port }, around)];
  const address = bind === '' ? '0.0.0.0' : bind;
  return around.origins.mark(
    {
      name: `${address}_${port}`,
      address: { socket_address: { address, port_value: port } },
      filter_chains: chains,
      traffic_direction: 'OUTBOUND',
      ...(tls ? { listener_filters: [inspector] } : {}),
    },
    { at: first?.at ?? '', what: first?.title ?? '' },
  );
}

const inspector = {
  name: 'envoy.filters.listener.tls_inspector',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector',
  },
};

function plainChain(servers: readonly Server[], { bind, port }: Pick<Group, 'bind' | 'port'>, around: Around): Data {
  const name = `http.${port}${bind === '' ? '' : `.${bind}`}`;
  const [first] = servers;
  if (first !== undefined && !speaksHttp(first)) return { filters: [passed(first)] };
  return { filters: [manager(routeConfiguration(name, servers, around.rules, around), port, around)] };
}

function secureChain(server: Server, around: Around): Data {
  const { bind, port, portName } = server;
  const hosts = server.hosts.map((host) => host.split('/').at(-1) ?? host);
  const match = hosts.includes('*') || hosts.length === 0 ? {} : { filter_chain_match: { server_names: hosts } };
  if (!endsTls(server.tls) || !speaksHttp(server))
    return { ...match, filters: [passed(server)], transport_socket: ending(undefined, around.certificates, '') };
  const [namespace = '', gateway = ''] = server.gateway.split('/');
  const name = `https.${port}.${portName}.${gateway}.${namespace}${bind === '' ? '' : `.${bind}`}`;
  const config = routeConfiguration(name, [server], around.rules, around);
  return around.origins.mark(
    {
      ...match,
      filters: [manager(config, port, around)],
      transport_socket: ending(server.tls, around.certificates, around.proxy.namespace),
    },
    { at: server.at, what: server.title },
  );
}

function manager(routes: Data, port: number, { extensions }: Around): Data {
  return { name: 'envoy.filters.network.http_connection_manager', typed_config: managerFor(routes, extensions(port)) };
}

/** What is not decoded goes on as it is; nothing is said about it. */
const passed = (server: Server): Data => ({
  name: 'envoy.filters.network.http_connection_manager',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    [`server of ${server.protocol}${server.tls === undefined ? '' : ` ${text(server.tls, 'mode') ?? ''}`}`]: true,
  },
});
