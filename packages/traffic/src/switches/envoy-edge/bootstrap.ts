import { latencyBuckets } from '../../indicators/buckets.ts';
import type { Json } from './json.ts';
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
    dynamic_resources: { lds_config: watched(files.listeners), cds_config: watched(files.clusters) },
    // Histograms are merged when statistics are flushed; a gate must not look at what is five seconds old.
    stats_flush_interval: '0.5s',
    stats_config: {
      histogram_bucket_settings: [
        { match: { suffix: 'upstream_rq_time' }, buckets: latencyBuckets },
        { match: { suffix: 'downstream_rq_time' }, buckets: latencyBuckets },
      ],
    },
  };
}
