/**
 * Where a platform's metrics show what is measured under its canonical name. Selectors of counters, in PromQL; `$phase` stands for the
 * label matchers that tell a phase's requests from all others. They are what a platform writes by itself: nothing has to be recorded first.
 */
export interface Mapping {
  /** All requests. */
  readonly requests: string;
  /** Answers of class 5xx, and requests that got none. */
  readonly errors: string;
  /** Cumulative histogram with the label `le`; some platforms have none. */
  readonly latency?: { readonly buckets: string; readonly unit: 'ms' | 's' };
}

export const mappingNames = ['apisix', 'istio', 'envoy', 'nginx', 'ingress-nginx', 'haproxy'] as const;
export type MappingName = (typeof mappingNames)[number];

export const mappings: Readonly<Record<MappingName, Mapping>> = {
  /** The plugin `prometheus` (APISIX 3): by route, where the plugin is on; milliseconds; type `request` is what clients wait. */
  apisix: {
    requests: 'apisix_http_status{$phase}',
    errors: 'apisix_http_status{code=~"5..",$phase}',
    latency: { buckets: 'apisix_http_latency_bucket{type="request",$phase}', unit: 'ms' },
  },
  /** Standard metrics. A gateway reports as source, never as destination; code 0 is a request without an answer. */
  istio: {
    requests: 'istio_requests_total{reporter="source",$phase}',
    errors: 'istio_requests_total{reporter="source",response_code=~"5..|0",$phase}',
    latency: { buckets: 'istio_request_duration_milliseconds_bucket{reporter="source",$phase}', unit: 'ms' },
  },
  /** `/stats/prometheus` of an Envoy, by cluster; answers that it makes because nobody answered count as 5xx. */
  envoy: {
    requests: 'envoy_cluster_upstream_rq_xx{$phase}',
    errors: 'envoy_cluster_upstream_rq_xx{envoy_response_code_class="5",$phase}',
    latency: { buckets: 'envoy_cluster_upstream_rq_time_bucket{$phase}', unit: 'ms' },
  },
  /** nginx-module-vts, by `host`; the host `*` is the sum of all others, so a phase must name its own. */
  nginx: {
    requests: 'nginx_vts_server_requests_total{code="total",$phase}',
    errors: 'nginx_vts_server_requests_total{code="5xx",$phase}',
    latency: { buckets: 'nginx_vts_server_request_duration_seconds_bucket{$phase}', unit: 's' },
  },
  /** The ingress controller of the Kubernetes project, by `ingress`. */
  'ingress-nginx': {
    requests: 'nginx_ingress_controller_requests{$phase}',
    errors: 'nginx_ingress_controller_requests{status=~"5..",$phase}',
    latency: { buckets: 'nginx_ingress_controller_request_duration_seconds_bucket{$phase}', unit: 's' },
  },
  /** Its own exporter, by `proxy`; it keeps no histograms. A request without an answer counts as 5xx (503 or 504 of HAProxy). */
  haproxy: {
    requests: 'haproxy_backend_http_responses_total{$phase}',
    errors: 'haproxy_backend_http_responses_total{code="5xx",$phase}',
  },
};

/** The selector for one phase. */
export const selector = (text: string, matchers: string): string => text.replaceAll('$phase', matchers);

/** Matchers of APISIX's own label: a phase is its routes. */
export const apisixMatchers = (routes: readonly string[]): string =>
  `route=~"${routes.map((id) => id.replaceAll(/[^A-Za-z0-9_-]/g, String.raw`\\$&`)).join('|')}"`;
