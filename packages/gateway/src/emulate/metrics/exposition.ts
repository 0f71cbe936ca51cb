/** The registry in Prometheus' text format, with the names, labels and help texts of APISIX 3.18. */
import { buckets, type Registry } from './registry.ts';

export interface Connections {
  readonly active: number;
  readonly accepted: number;
  readonly requests: number;
  readonly hostname: string;
}

/** Labels that APISIX adds for AI traffic; constant for all other requests. */
const ai = 'request_type="traditional_http",request_llm_model="",llm_model=""';

const escape = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const pairs = (names: readonly string[], values: readonly string[]): string =>
  names.map((name, at) => `${name}="${escape(values[at] ?? '')}"`).join(',');

const common = ['type', 'route', 'service', 'consumer', 'node'] as const;

function head(name: string, help: string, type: string): string[] {
  return [`# HELP apisix_${name} ${help}`, `# TYPE apisix_${name} ${type}`];
}

function histogram(registry: Registry): string[] {
  const lines = head('http_latency', 'HTTP request latency in milliseconds per service in APISIX', 'histogram');
  for (const { labels, counts, sum } of registry.latency.values()) {
    const named = `${pairs(common, labels)},${ai}`;
    let total = 0;
    buckets.forEach((bound, at) => {
      total += counts[at] ?? 0;
      lines.push(`apisix_http_latency_bucket{${named},le="${bound}"} ${total}`);
    });
    total += counts[buckets.length] ?? 0;
    lines.push(`apisix_http_latency_bucket{${named},le="+Inf"} ${total}`);
    lines.push(`apisix_http_latency_count{${named}} ${total}`, `apisix_http_latency_sum{${named}} ${sum}`);
  }
  return lines;
}

export function exposition(registry: Registry, now: Connections): string {
  const status = ['code', 'route', 'matched_uri', 'matched_host', 'service', 'consumer', 'node'] as const;
  const states = { accepted: now.accepted, active: now.active, handled: now.accepted };
  return [
    ...head('bandwidth', 'Total bandwidth in bytes consumed per service in APISIX', 'counter'),
    ...[...registry.bandwidth.values()].map(
      ({ labels, value }) => `apisix_bandwidth{${pairs(common, labels)},${ai}} ${value}`,
    ),
    ...histogram(registry),
    ...head('http_requests_total', 'The total number of client requests since APISIX started', 'gauge'),
    `apisix_http_requests_total ${now.requests}`,
    ...head('http_status', 'HTTP status codes per service in APISIX', 'counter'),
    ...[...registry.status.values()].map(
      ({ labels, value }) =>
        `apisix_http_status{${pairs(status, labels)},${ai},response_source="${labels[7] ?? ''}"} ${value}`,
    ),
    ...head('nginx_http_current_connections', 'Number of HTTP connections', 'gauge'),
    ...Object.entries(states).map(
      ([state, value]) => `apisix_nginx_http_current_connections{state="${state}"} ${value}`,
    ),
    ...head('node_info', 'Info of APISIX node', 'gauge'),
    `apisix_node_info{hostname="${escape(now.hostname)}"} 1`,
    '',
  ].join('\n');
}
