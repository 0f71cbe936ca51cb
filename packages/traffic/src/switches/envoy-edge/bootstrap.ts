import { type Json, typed } from '../../proxies/json.ts';
import { edgeFiles } from './names.ts';

/** The edge's bootstrap: everything that serves comes from files beside it, which Envoy watches. */
export function bootstrap(folder: string): Json {
  const files = edgeFiles(folder);
  const watched = (path: string): Json => ({
    resource_api_version: 'V3',
    path_config_source: { path },
  });
  return {
    node: { id: 'banyan-edge', cluster: 'banyan-edge' },
    bootstrap_extensions: [
      {
        name: 'envoy.bootstrap.internal_listener',
        typed_config: typed('envoy.extensions.bootstrap.internal_listener.v3.InternalListener', {}),
      },
    ],
    dynamic_resources: { lds_config: watched(files.listeners), cds_config: watched(files.clusters) },
  };
}
