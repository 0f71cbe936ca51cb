import type { Data } from '../../envoy/data.ts';

const type = (name: string): string => `type.googleapis.com/envoy.extensions.filters.${name}`;

const last: readonly Data[] = [
  { name: 'envoy.filters.http.grpc_stats', typed_config: { '@type': type('http.grpc_stats.v3.FilterConfig') } },
  { name: 'envoy.filters.http.fault', typed_config: { '@type': type('http.fault.v3.HTTPFault') } },
  { name: 'envoy.filters.http.cors', typed_config: { '@type': type('http.cors.v3.Cors') } },
  { name: 'envoy.filters.http.router', typed_config: { '@type': type('http.router.v3.Router') } },
];

/**
 * The connection manager of a gateway, with what Istio sets for all of them: the peer is the client, paths are normalised
 * but keep double slashes and escaped ones, no limit of silence, WebSocket everywhere, HTTP/1.0 nowhere.
 */
export function managerFor(routes: Data, extensions: readonly Data[]): Data {
  return {
    '@type': type('network.http_connection_manager.v3.HttpConnectionManager'),
    route_config: routes,
    http_filters: [...extensions, ...last],
    tracing: {},
    http_protocol_options: {},
    server_name: 'istio-envoy',
    use_remote_address: true,
    forward_client_cert_details: 'SANITIZE_SET',
    set_current_client_cert_details: { subject: true, cert: true, dns: true, uri: true },
    proxy_100_continue: true,
    upgrade_configs: [{ upgrade_type: 'websocket' }],
    stream_idle_timeout: '0s',
    normalize_path: true,
    path_with_escaped_slashes_action: 'KEEP_UNCHANGED',
  };
}
