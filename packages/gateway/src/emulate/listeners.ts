/** Where a gateway listens, as its config.yaml says (apisix/cli/config.lua has the defaults). */
import type { ListenAt } from './serve.ts';

export interface Static {
  readonly plain: readonly ListenAt[];
  readonly tls: readonly ListenAt[];
  readonly metrics: ListenAt & { readonly path: string };
  readonly router: 'radixtree_host_uri' | 'radixtree_uri' | 'radixtree_uri_with_parameter';
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
  return {
    plain: listens(at(config, 'apisix', 'node_listen'), 9080),
    tls: secure ? listens(at(config, 'apisix', 'ssl', 'listen'), 9443) : [],
    metrics: { ...metrics, path: typeof path === 'string' ? path : '/apisix/prometheus/metrics' },
    router: routerOf(at(config, 'apisix', 'router', 'http')),
  };
}
