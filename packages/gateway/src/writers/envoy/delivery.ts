/**
 * How the configuration reaches Envoy: everything in the bootstrap, or a bootstrap that names files, which Envoy watches
 * (xDS from the file system). Envoy takes a changed file over when another one is moved into its place, without a restart
 * and without letting go of connections; paths are relative to the folder in which Envoy is started.
 */
import type { WriterOptions, Written } from '../writer.ts';
import { isObject, type Json, type JsonObject, typed } from './config.ts';
import { fileName, type Locate } from './notes.ts';
import { yamlPieces } from './yaml.ts';

export const layouts = ['bootstrap', 'xds'] as const satisfies readonly WriterOptions['layout'][];

/** What a configuration consists of; `http` is the connection manager that its listeners have. */
export interface Configuration {
  readonly runtime: JsonObject;
  readonly listeners: readonly JsonObject[];
  readonly clusters: readonly JsonObject[];
  readonly http: JsonObject;
  readonly names: ReadonlyMap<Json, string>;
  readonly secret: boolean;
}

const listenersFile = 'listeners.yaml';
const routesFile = 'routes.yaml';
const clustersFile = 'clusters.yaml';

/** Envoy watches the folder of a file, so the path has to name one. */
const fromFile = (file: string): JsonObject => ({
  resource_api_version: 'V3',
  path_config_source: { path: `./${file}` },
});

const isXds = ({ layout }: Pick<WriterOptions, 'layout'>): boolean => layout === 'xds';

/** The connection manager as listeners have it: with its routes, or with the file that holds them. */
export const managed = (http: JsonObject, options: WriterOptions): JsonObject =>
  isXds(options)
    ? { ...http, route_config: undefined, rds: { config_source: fromFile(routesFile), route_config_name: 'routes' } }
    : http;

export function filesOf(configuration: Configuration, options: WriterOptions): Written['files'] {
  const { runtime, listeners, clusters, http, names, secret } = configuration;
  const file = (path: string, document: JsonObject): Written['files'][number] => ({
    path,
    chunks: { [Symbol.iterator]: () => yamlPieces(document, names) },
    secret,
  });
  const layered_runtime = { layers: [{ name: 'static', static_layer: runtime }] };
  if (!isXds(options)) return [file(fileName, { layered_runtime, static_resources: { listeners, clusters } })];
  const resources = (type: string, list: readonly JsonObject[]): JsonObject => ({
    resources: list.map((one) => typed(`envoy.config.${type}`, one)),
  });
  const routes = http['route_config'];
  return [
    file(fileName, {
      // Envoy asks under a name, also where nobody answers but files.
      node: { id: 'banyan', cluster: 'banyan' },
      layered_runtime,
      dynamic_resources: { lds_config: fromFile(listenersFile), cds_config: fromFile(clustersFile) },
    }),
    file(listenersFile, resources('listener.v3.Listener', listeners)),
    file(routesFile, resources('route.v3.RouteConfiguration', isObject(routes) ? [routes] : [])),
    file(clustersFile, resources('cluster.v3.Cluster', clusters)),
  ];
}

const routeConfig = '/static_resources/listeners/0/filter_chains/0/filters/0/typed_config/route_config';

/** Where a place of the bootstrap stands. */
export const locateIn = (options: WriterOptions): Locate | undefined =>
  isXds(options)
    ? (pointer) => {
        for (const [start, file, to] of moved)
          if (pointer.startsWith(start)) return { file, pointer: to + pointer.slice(start.length) };
        return { file: fileName, pointer };
      }
    : undefined;

const moved = [
  [routeConfig, routesFile, '/resources/0'],
  ['/static_resources/listeners', listenersFile, '/resources'],
  ['/static_resources/clusters', clustersFile, '/resources'],
] as const;
