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
    // A path with a fragment is the old gateway's business too.
    layered_runtime: {
      layers: [{ name: 'banyan', static_layer: { 'envoy.reloadable_features.http_reject_path_with_fragment': false } }],
    },
    bootstrap_extensions: [
      {
        name: 'envoy.bootstrap.internal_listener',
        typed_config: typed('envoy.extensions.bootstrap.internal_listener.v3.InternalListener', {}),
      },
    ],
    dynamic_resources: { lds_config: watched(files.listeners), cds_config: watched(files.clusters) },
  };
}
