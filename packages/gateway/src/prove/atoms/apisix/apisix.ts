/** Atoms of an APISIX configuration: of each route, with all that plugin configs, its service, global rules and consumers add. */
import { type Atoms, emptySite, type PathAtom, type Site } from '../atoms.ts';
import { joined } from '../join.ts';
import { credentialsFor } from './consumers.ts';
import { atomisers } from './plugins.ts';
import { listOf, type Table, tableOf, textOf, textsOf } from '../table.ts';
import { varAtoms } from './vars.ts';

/** Lists of objects as the standalone file has them. */
export function apisixAtoms(config: unknown): Atoms {
  const root = tableOf(config) ?? {};
  const global = listOf(root['global_rules']).flatMap((rule, index) =>
    pluginsOf(tableOf(rule), `/global_rules/${index}`),
  );
  const consumers = listOf(root['consumers']).flatMap((one, index) => pluginsOf(tableOf(one), `/consumers/${index}`));
  const services = byId(root, 'services');
  const configs = byId(root, 'plugin_configs');
  const sites = listOf(root['routes']).flatMap((value, index): readonly Site[] => {
    const route = tableOf(value);
    if (route === undefined) return [];
    const service = services.get(textOf(route['service_id']) ?? '');
    const shared = configs.get(textOf(route['plugin_config_id']) ?? '');
    const plugins = [
      ...global,
      ...pluginsOf(route, `/routes/${index}`),
      ...pluginsOf(shared?.object, shared?.pointer ?? ''),
      ...pluginsOf(service?.object, service?.pointer ?? ''),
      ...consumers.filter(({ name }) => !name.endsWith('-auth')),
    ];
    return [siteOf({ route, index, service: service?.object, plugins, root })];
  });
  return {
    sites,
    names: listOf(root['ssls']).flatMap((one) =>
      [textOf(tableOf(one)?.['sni']) ?? [], textsOf(tableOf(one)?.['snis'])].flat(),
    ),
  };
}

interface Found {
  readonly object: Table;
  readonly pointer: string;
}

function byId(root: Table, list: string): ReadonlyMap<string, Found> {
  return new Map(
    listOf(root[list]).flatMap((value, index) => {
      const object = tableOf(value);
      return object === undefined
        ? []
        : [[textOf(object['id']) ?? '', { object, pointer: `/${list}/${index}` }] as const];
    }),
  );
}

interface Plugin {
  readonly name: string;
  readonly conf: Table;
  readonly pointer: string;
}

const pluginsOf = (object: Table | undefined, pointer: string): readonly Plugin[] =>
  Object.entries(tableOf(object?.['plugins']) ?? {}).flatMap(([name, value]) => {
    const conf = tableOf(value);
    return conf === undefined ? [] : [{ name, conf, pointer: `${pointer}/plugins/${name}` }];
  });

interface Whole {
  readonly route: Table;
  readonly index: number;
  readonly service: Table | undefined;
  readonly plugins: readonly Plugin[];
  readonly root: Table;
}

function siteOf({ route, index, service, plugins, root }: Whole): Site {
  const own = [...textsOf(route['hosts']), ...textsOf([route['host']])];
  const uris = [...textsOf(route['uris']), ...textsOf([route['uri']])];
  const named = new Set(
    plugins.flatMap(({ name, conf }) =>
      name === 'consumer-restriction' ? [...textsOf(conf['whitelist']), ...textsOf(conf['blacklist'])] : [],
    ),
  );
  const base: Site = {
    ...emptySite(textOf(route['id']) ?? `arr_${index + 1}`, `/routes/${index}`),
    hosts: own.length > 0 ? own : textsOf(service?.['hosts']),
    paths: uris.map(pathAtom),
    methods: textsOf(route['methods']),
    addresses: [...textsOf(route['remote_addrs']), ...textsOf([route['remote_addr']])],
  };
  return joined(
    base,
    varAtoms(route['vars']),
    ...plugins.map(({ name, conf, pointer }) => atomisers[name]?.(conf, pointer) ?? {}),
    // Conditions inside plugins, wherever they stand.
    ...plugins.map(({ conf }) => varAtoms(conf)),
    ...plugins.map(({ name, conf }) => ({ credentials: credentialsFor(name, conf, root, named) })),
  );
}

/** `*` at the end is a prefix; a parameter or a star in the middle becomes a segment. */
function pathAtom(uri: string): PathAtom {
  const plain = uri.replace(/(?<=\/):[^/]+/g, '7');
  return plain.endsWith('*')
    ? { kind: 'prefix', text: filled(plain.slice(0, -1)) }
    : { kind: 'exact', text: filled(plain) };
}

const filled = (path: string): string => path.replace(/\*[^/]*/g, 'x');
