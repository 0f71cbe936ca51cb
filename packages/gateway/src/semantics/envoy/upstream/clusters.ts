import {
  type Data,
  duration,
  field,
  isData,
  number,
  table,
  tableOrEmpty,
  tables,
  text,
  typeOf,
  unknownFields,
} from '../data.ts';
import { type Mutation, upstreamMutations } from './upstream-filters.ts';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** Name that `auto_host_rewrite` uses. */
  readonly hostname: string | undefined;
  readonly weight: number;
  /** The lower, the earlier, as Envoy counts. */
  readonly priority: number;
}

export interface Cluster {
  readonly name: string;
  readonly at: string;
  readonly endpoints: readonly Endpoint[];
  /** Milliseconds. */
  readonly connectTimeout: number;
  readonly algorithm: 'roundrobin' | 'chash' | 'least_conn';
  readonly scheme: 'http' | 'https' | 'grpc' | 'grpcs';
  /** Changes of the filters between router and codec. */
  readonly mutations: readonly Mutation[];
  readonly unknown: readonly string[];
}

const known = `
  name type connect_timeout lb_policy load_assignment transport_socket typed_extension_protocol_options
  dns_lookup_family dns_refresh_rate respect_dns_ttl dns_resolvers typed_dns_resolver_config alt_stat_name
  common_lb_config ring_hash_lb_config maglev_lb_config least_request_lb_config health_checks metadata
  outlier_detection circuit_breakers upstream_connection_options per_connection_buffer_limit_bytes
  ignore_health_on_host_removal cleanup_interval http2_protocol_options protocol_selection wait_for_warm_on_init
  dns_jitter dns_failure_refresh_rate load_balancing_policy cluster_type http_protocol_options`
  .trim()
  .split(/\s+/);

/** `static_resources.clusters`, by name. */
export function readClusters(resources: Data, at: string): ReadonlyMap<string, Cluster> {
  return new Map(
    tables(resources, 'clusters').map((one, index) => [
      text(one, 'name') ?? '',
      cluster(one, `${at}/clusters/${index}`),
    ]),
  );
}

function cluster(data: Data, at: string): Cluster {
  const options = Object.values(tableOrEmpty(data, 'typed_extension_protocol_options')).filter(
    (one): one is Data => isData(one) && typeOf(one).endsWith('HttpProtocolOptions'),
  );
  const protocol = options[0] ?? {};
  const http2 =
    table(tableOrEmpty(protocol, 'explicit_http_config'), 'http2_protocol_options') !== undefined ||
    table(data, 'http2_protocol_options') !== undefined;
  const tls = table(data, 'transport_socket') !== undefined;
  return {
    name: text(data, 'name') ?? '',
    at,
    endpoints: endpoints(tableOrEmpty(data, 'load_assignment')),
    connectTimeout: duration(data, 'connect_timeout') ?? 5000,
    algorithm: algorithmOf(text(data, 'lb_policy')),
    scheme: http2 ? (tls ? 'grpcs' : 'grpc') : tls ? 'https' : 'http',
    mutations: upstreamMutations(protocol),
    unknown: [
      ...unknownFields(data, known).map((name) => `cluster.${name}`),
      ...(dynamic.has(text(data, 'type') ?? 'STATIC') ? [`cluster.type ${text(data, 'type') ?? ''}`] : []),
      ...(field(data, 'load_balancing_policy') === undefined ? [] : ['cluster.load_balancing_policy']),
    ],
  };
}

/** Kinds whose endpoints come from elsewhere. */
const dynamic = new Set(['EDS', 'ORIGINAL_DST']);

function algorithmOf(policy: string | undefined): Cluster['algorithm'] {
  if (policy === 'RING_HASH' || policy === 'MAGLEV') return 'chash';
  return policy === 'LEAST_REQUEST' ? 'least_conn' : 'roundrobin';
}

function endpoints(assignment: Data): Endpoint[] {
  return tables(assignment, 'endpoints').flatMap((locality) =>
    tables(locality, 'lb_endpoints').flatMap((one) => {
      const endpoint = tableOrEmpty(one, 'endpoint');
      const socket = table(tableOrEmpty(endpoint, 'address'), 'socket_address');
      if (socket === undefined || unusable.has(text(one, 'health_status') ?? '')) return [];
      return {
        host: text(socket, 'address') ?? '',
        port: number(socket, 'port_value') ?? 0,
        hostname: text(endpoint, 'hostname'),
        weight: number(one, 'load_balancing_weight') ?? 1,
        priority: number(locality, 'priority') ?? 0,
      };
    }),
  );
}

const unusable = new Set(['UNHEALTHY', 'DRAINING', 'TIMEOUT']);
