/**
 * Puts the converted bootstraps of many cases into one: clusters and secrets get the case's number as a prefix, each
 * case's listeners move to a loopback address of their own and keep their ports.
 *
 * Beyond that the runner changes two things, neither of which an answer shows: a closed connection does not linger
 * (`delayed_close_timeout`), and a filter in front of all others names the route and the number of attempts in two
 * response headers, which are taken off again before answers are compared.
 */
import { attemptsHeader, routeHeader } from '../observe.ts';

export type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree };
export type TreeObject = { [key: string]: Tree };

export const isObject = (value: Tree | undefined): value is TreeObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objects = (value: Tree | undefined): TreeObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
const child = (value: TreeObject | undefined, key: string): TreeObject | undefined => {
  const found = value?.[key];
  return isObject(found) ? found : undefined;
};

/** Where the listeners of the case with this number live. */
export const addressOfCase = (number: number): string => `127.1.${number >> 8}.${number & 255}`;
export const address6OfCase = (number: number): string => `fd00:9080::${(number + 1).toString(16)}`;

export interface Part {
  readonly number: number;
  readonly bootstrap: TreeObject;
  /** Whether a client of this case has an IPv6 address. */
  readonly ipv6: boolean;
}

/** One bootstrap for all parts; what stands outside `static_resources` and `admin` is taken from the first. */
export function merge(parts: readonly Part[], adminPort: number): TreeObject {
  const resources: { clusters: Tree[]; listeners: Tree[]; secrets: Tree[] } = {
    clusters: [],
    listeners: [],
    secrets: [],
  };
  for (const part of parts) {
    const own = renamed(part);
    resources.clusters.push(...objects(own['clusters']));
    resources.secrets.push(...objects(own['secrets']));
    resources.listeners.push(...objects(own['listeners']).map((listener) => moved(listener, part)));
  }
  return {
    ...shared(parts[0]?.bootstrap ?? {}),
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: adminPort } } },
    static_resources: resources,
  };
}

/** The process-wide part of a bootstrap: cases can share an Envoy only when it is the same. */
export function shared(bootstrap: TreeObject): TreeObject {
  return Object.fromEntries(Object.entries(bootstrap).filter(([key]) => key !== 'static_resources' && key !== 'admin'));
}

/** Static resources with the names of clusters and secrets made unique, wherever they are referred to. */
function renamed({ bootstrap, number }: Part): TreeObject {
  const resources = child(bootstrap, 'static_resources') ?? {};
  const nameOf = (item: TreeObject): string => (typeof item['name'] === 'string' ? item['name'] : '');
  const names = new Set([...objects(resources['clusters']), ...objects(resources['secrets'])].map(nameOf));
  const visit = (value: Tree, key: string, parentKey: string): Tree => {
    if (Array.isArray(value)) return value.map((item) => visit(item, key, parentKey));
    if (isObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, visit(item, name, key)]));
    }
    const reference = key === 'cluster' || key === 'cluster_name' || (key === 'name' && referring.has(parentKey));
    if (typeof value === 'string' && reference && names.has(value)) return `c${number}/${value}`;
    // Lua names the cluster that it calls in its source.
    if (typeof value === 'string' && key === 'inline_string' && value.includes('httpCall')) {
      return [...names].reduce((code, name) => code.replaceAll(`"${name}"`, `"c${number}/${name}"`), value);
    }
    return value;
  };
  const result = visit(resources, '', '');
  return isObject(result) ? result : {};
}

/** Keys under which a `name` is that of a cluster or secret. */
const referring = new Set([
  'clusters',
  'secrets',
  'tls_certificate_sds_secret_configs',
  'validation_context_sds_secret_config',
]);

function moved(listener: TreeObject, { number, ipv6 }: Part): TreeObject {
  const socket = child(child(listener, 'address'), 'socket_address') ?? {};
  const at = (address: string): TreeObject => ({ address: { socket_address: { ...socket, address } } });
  const name = typeof listener['name'] === 'string' ? listener['name'] : '';
  return {
    ...listener,
    name: `c${number}/${name}`,
    ...at(addressOfCase(number)),
    ...(ipv6 ? { additional_addresses: [at(address6OfCase(number))] } : {}),
    filter_chains: objects(listener['filter_chains']).map(watched),
    ...(isObject(listener['default_filter_chain'])
      ? { default_filter_chain: watched(listener['default_filter_chain']) }
      : {}),
  };
}

/** The filter chain with connections closed at once and the reporting filter in front. */
function watched(chain: TreeObject): TreeObject {
  return {
    ...chain,
    filters: objects(chain['filters']).map((filter) => {
      const config = child(filter, 'typed_config');
      if (config === undefined || !Array.isArray(config['http_filters'])) return filter;
      return {
        ...filter,
        typed_config: {
          ...config,
          delayed_close_timeout: '0s',
          http_filters: [reporting, ...config['http_filters']],
        },
      };
    }),
  };
}

const set = (key: string, value: string): Tree => ({
  append: { header: { key, value }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD', keep_empty_value: true },
});

const reporting: Tree = {
  name: 'banyan.vectors',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3.HeaderMutation',
    mutations: {
      response_mutations: [
        set(routeHeader, '%METADATA(ROUTE:banyan:route)%'),
        set(attemptsHeader, '%UPSTREAM_REQUEST_ATTEMPT_COUNT%'),
      ],
    },
  },
};
