/**
 * What APISIX 3.18 counts (`apisix/plugins/prometheus/exporter.lua`, metric_label_map), and where a converted Envoy or Istio
 * gateway shows the same (Envoy 1.39: names as `/stats/prometheus` prints them; Istio: its standard metrics). The one place for
 * docs/reference/metrics.md; a test asks a real Envoy for each of its names.
 */

export interface Metric {
  /** With the default prefix; `metric_prefix` in plugin_attr changes it. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly counts: string;
  /** Series on the other sides, without what aggregates them; `none` where nothing counts it. */
  readonly to: readonly { readonly of: string; readonly envoy: string; readonly istio: string }[];
  /** What no longer can be asked, in words. */
  readonly lost: string;
}

export interface Label {
  readonly name: string;
  readonly envoy: string;
  readonly istio: string;
}

const prefix = '{envoy_http_conn_manager_prefix="http"}';

export const metrics: readonly Metric[] = [
  {
    name: 'apisix_http_status',
    type: 'counter',
    counts: 'answers, by status and route',
    to: [
      {
        of: 'answers of upstreams',
        envoy: 'envoy_vhost_route_upstream_rq',
        istio: 'istio_requests_total{reporter="source"}',
      },
      {
        of: 'all answers, also those of the gateway itself (401, 403, 404, 429, redirects)',
        envoy: `envoy_http_downstream_rq_xx${prefix}`,
        istio: 'istio_requests_total{reporter="source"}',
      },
    ],
    lost: 'Envoy counts by route only what went to an upstream, with the status before it was put into the words of APISIX: a refused connection counts as 503 where clients see 502. Answers of the gateway itself are counted by class, for all routes together. Istio has no route by itself.',
  },
  {
    name: 'apisix_http_latency',
    type: 'histogram',
    counts: 'milliseconds from 1 to 60000, by type and route',
    to: [
      {
        of: 'type="request"',
        envoy: `envoy_http_downstream_rq_time_bucket${prefix}`,
        istio: 'istio_request_duration_milliseconds_bucket{reporter="source"}',
      },
      { of: 'type="upstream"', envoy: 'envoy_vhost_route_upstream_rq_time_bucket', istio: 'none' },
      { of: 'type="apisix"', envoy: 'none', istio: 'none' },
    ],
    lost: 'The time from the first byte to the last is counted for all routes together. What the gateway itself takes is not counted; the difference of the two averages is near it. Buckets are others: compare quantiles, not buckets.',
  },
  {
    name: 'apisix_bandwidth',
    type: 'counter',
    counts: 'bytes, by type and route',
    to: [
      {
        of: 'type="ingress"',
        envoy: `envoy_http_downstream_cx_rx_bytes_total${prefix}`,
        istio: 'istio_request_bytes_sum{reporter="source"}',
      },
      {
        of: 'type="egress"',
        envoy: `envoy_http_downstream_cx_tx_bytes_total${prefix}`,
        istio: 'istio_response_bytes_sum{reporter="source"}',
      },
    ],
    lost: 'Envoy counts the bytes of connections (with TLS and headers) for all routes together; Istio those of bodies.',
  },
  {
    name: 'apisix_http_requests_total',
    type: 'gauge',
    counts: 'requests since the start',
    to: [
      {
        of: 'all',
        envoy: `envoy_http_downstream_rq_total${prefix}`,
        istio: 'istio_requests_total{reporter="source"}',
      },
    ],
    lost: 'It is a counter now: take `rate()`, which also survives a restart.',
  },
  {
    name: 'apisix_nginx_http_current_connections',
    type: 'gauge',
    counts: 'connections, by state',
    to: [
      {
        of: 'state="active"',
        envoy: `envoy_http_downstream_cx_active${prefix}`,
        istio: 'envoy_http_downstream_cx_active',
      },
      {
        of: 'state="accepted", state="handled"',
        envoy: `envoy_http_downstream_cx_total${prefix}`,
        istio: 'envoy_http_downstream_cx_total',
      },
      {
        of: 'state="reading", state="writing" together',
        envoy: `envoy_http_downstream_rq_active${prefix}`,
        istio: 'envoy_http_downstream_rq_active',
      },
      { of: 'state="waiting"', envoy: 'none', istio: 'none' },
    ],
    lost: 'Whether a request is read or written is not told apart. Istio leaves these out until `proxyStatsMatcher` asks for them.',
  },
  {
    name: 'apisix_upstream_status',
    type: 'gauge',
    counts: 'health of each node that is checked',
    to: [
      {
        of: 'nodes that are up',
        envoy: 'envoy_cluster_membership_healthy',
        istio: 'envoy_cluster_membership_healthy',
      },
      { of: 'all nodes', envoy: 'envoy_cluster_membership_total', istio: 'envoy_cluster_membership_total' },
    ],
    lost: 'How many are up, not which: the admin address of Envoy says that at `/clusters`. Istio leaves these out until `proxyStatsMatcher` asks for them.',
  },
  {
    name: 'apisix_node_info',
    type: 'gauge',
    counts: 'name and version of the gateway',
    to: [{ of: 'that it is up', envoy: 'envoy_server_live', istio: 'istio_build{component="proxy"}' }],
    lost: 'The host name comes from the labels of the scrape.',
  },
  {
    name: 'apisix_shared_dict_capacity_bytes',
    type: 'gauge',
    counts: 'memory for counters and caches',
    to: [{ of: 'all', envoy: 'none', istio: 'none' }],
    lost: 'There are no such areas.',
  },
  {
    name: 'apisix_shared_dict_free_space_bytes',
    type: 'gauge',
    counts: 'what is left of it',
    to: [
      { of: 'memory of the process', envoy: 'envoy_server_memory_allocated', istio: 'envoy_server_memory_allocated' },
    ],
    lost: 'There are no such areas; what grows is the memory of the process.',
  },
  {
    name: 'apisix_etcd_reachable',
    type: 'gauge',
    counts: 'whether configuration can be read',
    to: [{ of: 'all', envoy: 'none', istio: 'envoy_control_plane_connected_state' }],
    lost: 'A converted Envoy reads a file. With a control plane that state takes its place.',
  },
  {
    name: 'apisix_etcd_modify_indexes',
    type: 'gauge',
    counts: 'the last change, by kind of object',
    to: [{ of: 'all', envoy: 'none', istio: 'pilot_xds_pushes' }],
    lost: 'Changes are files that are put in place, or pushes of the control plane.',
  },
  {
    name: 'apisix_stream_*',
    type: 'counter',
    counts: 'TCP and UDP sessions',
    to: [{ of: 'all', envoy: 'none', istio: 'none' }],
    lost: 'Stream routes are not converted.',
  },
  {
    name: 'apisix_llm_*, apisix_ai_cache_*',
    type: 'counter',
    counts: 'tokens, latency and caching of language models',
    to: [{ of: 'all', envoy: 'none', istio: 'none' }],
    lost: 'The plugins for language models are not converted.',
  },
];

export const labels: readonly Label[] = [
  {
    name: 'code',
    envoy: '`envoy_response_code`, or `envoy_response_code_class` (its first digit)',
    istio: '`response_code`',
  },
  {
    name: 'route',
    envoy:
      '`envoy_route`: the id, with `_` for whatever is no letter, digit, `_` or `-`; never the name (`prefer_name`)',
    istio: 'none; the name of the rule is the id, in access logs as `%ROUTE_NAME%`',
  },
  { name: 'matched_host', envoy: '`envoy_virtual_host`: a number and the first host of the group', istio: 'none' },
  { name: 'matched_uri', envoy: 'none', istio: 'none' },
  {
    name: 'service',
    envoy: '`envoy_cluster_name` of `envoy_cluster_*`: the upstream, whoever uses it',
    istio: '`destination_service`',
  },
  { name: 'consumer', envoy: 'none; in access logs as `%REQ(X-CONSUMER-USERNAME)%`', istio: 'none' },
  { name: 'node', envoy: 'none; in access logs as `%UPSTREAM_HOST%`', istio: 'none' },
  { name: 'response_source', envoy: 'in access logs as `%RESPONSE_CODE_DETAILS%`', istio: '`response_flags`' },
  { name: 'request_type, request_llm_model, llm_model', envoy: 'none', istio: 'none' },
  { name: 'extra_labels of plugin_attr', envoy: 'none', istio: '`tagOverrides` of a Telemetry object' },
];

/** Questions of dashboards and alerts, in PromQL. */
export const questions: readonly {
  readonly asks: string;
  readonly apisix: string;
  readonly envoy: string;
  readonly istio: string;
}[] = [
  {
    asks: 'requests a second of the route `payments`',
    apisix: 'sum(rate(apisix_http_status{route="payments"}[5m]))',
    envoy: 'sum(rate(envoy_vhost_route_upstream_rq{envoy_route="payments"}[5m]))',
    istio: 'sum(rate(istio_requests_total{reporter="source",destination_service=~"payments.*"}[5m]))',
  },
  {
    asks: 'its share of errors',
    apisix:
      'sum(rate(apisix_http_status{route="payments",code=~"5.."}[5m])) / sum(rate(apisix_http_status{route="payments"}[5m]))',
    envoy:
      'sum(rate(envoy_vhost_route_upstream_rq{envoy_route="payments",envoy_response_code=~"5.."}[5m])) / sum(rate(envoy_vhost_route_upstream_rq{envoy_route="payments"}[5m]))',
    istio:
      'sum(rate(istio_requests_total{reporter="source",destination_service=~"payments.*",response_code=~"5.."}[5m])) / sum(rate(istio_requests_total{reporter="source",destination_service=~"payments.*"}[5m]))',
  },
  {
    asks: '95 of 100 requests are faster (milliseconds)',
    apisix: 'histogram_quantile(0.95, sum by (le) (rate(apisix_http_latency_bucket{type="request"}[5m])))',
    envoy: `histogram_quantile(0.95, sum by (le) (rate(envoy_http_downstream_rq_time_bucket${prefix}[5m])))`,
    istio:
      'histogram_quantile(0.95, sum by (le) (rate(istio_request_duration_milliseconds_bucket{reporter="source"}[5m])))',
  },
];
