/** Where a gateway listens, as its config.yaml says (apisix/cli/config.lua has the defaults). */
import type { PathOptions } from '../semantics/apisix/request/path-options.ts';
import type { ListenAt } from './serve.ts';

export interface Static {
  readonly plain: readonly ListenAt[];
  readonly tls: readonly ListenAt[];
  readonly metrics: ListenAt & { readonly path: string };
  readonly router: 'radixtree_host_uri' | 'radixtree_uri' | 'radixtree_uri_with_parameter';
  /** The port that redirects to HTTPS name: the configured one, else the first that listens by the file's own word. */
  readonly httpsPort: number | undefined;
  /** Switches that change how a path is read. */
  readonly path: PathOptions;
  /** Plugins that are loaded, where the file lists them. */
  readonly plugins: ReadonlySet<string> | undefined;
}

const loopback = '127.0.0.1';

/** A value at a path of keys, when everything on the way is an object. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  let here = value;
  for (const key of keys) {
    if (typeof here !== 'object' || here === null || Array.isArray(here)) return undefined;
    // Own properties of parsed data, whatever their names.
    here = Object.getOwnPropertyDescriptor(here, key)?.value as unknown;
  }
  return here;
}

const portOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 65536 ? value : undefined;

/** A port, a list of ports, or a list of objects with ip and port. Without ip loopback is meant here, not all interfaces. */
function listens(value: unknown, fallback: number): ListenAt[] {
  const list = (Array.isArray(value) ? value : [value]) as readonly unknown[];
  const found = list.flatMap((one): ListenAt[] => {
    const port = portOf(one) ?? portOf(at(one, 'port'));
    const ip = at(one, 'ip');
    return port === undefined ? [] : [{ address: typeof ip === 'string' ? ip : loopback, port }];
  });
  return found.length > 0 ? found : [{ address: loopback, port: fallback }];
}

function routerOf(value: unknown): Static['router'] {
  return value === 'radixtree_uri' || value === 'radixtree_uri_with_parameter' ? value : 'radixtree_host_uri';
}

/** `config` is the parsed config.yaml; undefined when there is none. */
export function staticOf(config: unknown): Static {
  const exporter = at(config, 'plugin_attr', 'prometheus');
  const path = at(exporter, 'export_uri');
  const [metrics = { address: loopback, port: 9091 }] = listens(at(exporter, 'export_addr'), 9091);
  const secure = at(config, 'apisix', 'ssl', 'enable') !== false;
  const written = at(config, 'apisix', 'ssl', 'listen');
  const plugins = at(config, 'plugins');
  const on = (name: string): boolean => at(config, 'apisix', name) === true;
  return {
    plain: listens(at(config, 'apisix', 'node_listen'), 9080),
    tls: secure ? listens(written, 9443) : [],
    metrics: { ...metrics, path: typeof path === 'string' ? path : '/apisix/prometheus/metrics' },
    router: routerOf(at(config, 'apisix', 'router', 'http')),
    httpsPort:
      portOf(at(config, 'plugin_attr', 'redirect', 'https_port')) ??
      (secure && written !== undefined ? listens(written, 9443)[0]?.port : undefined),
    path: {
      deleteUriTailSlash: on('delete_uri_tail_slash'),
      normalizeUriLikeServlet: on('normalize_uri_like_servlet'),
      matchUriEncodedSlash: on('match_uri_encoded_slash'),
    },
    plugins: Array.isArray(plugins) ? new Set(plugins.filter((name) => typeof name === 'string')) : undefined,
  };
}
