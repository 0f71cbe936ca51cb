import { type Data, table, text } from '../../envoy/data.ts';
import { duration } from '../virtual-services/answers.ts';
import { selects } from '../object.ts';
import type { Service, ServicePort, Workload } from './service.ts';
import type { Subset } from './destination-rule.ts';

const protocols = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/** The cluster of one port of a service, or of a subset of it, by the policy for it. */
export function clusterOf(
  name: string,
  service: Service,
  port: ServicePort,
  { policy, subset }: { readonly policy: Data; readonly subset: Subset | undefined },
): Data {
  const pool = table(policy, 'connectionPool') ?? {};
  const limit = text(table(pool, 'tcp') ?? {}, 'connectTimeout');
  const mode = text(table(policy, 'tls') ?? {}, 'mode') ?? 'DISABLE';
  const upgrade = text(table(pool, 'http') ?? {}, 'h2UpgradePolicy') === 'UPGRADE';
  const http2 = upgrade || /^(?:HTTP2|GRPC|GRPC-WEB)$/.test(port.protocol);
  const members = service.workloads.filter(({ labels }) => subset === undefined || selects(subset.labels, labels));
  const outliers = table(policy, 'outlierDetection');
  return {
    name,
    type: service.resolution === 'passed' ? 'ORIGINAL_DST' : service.resolution === 'names' ? 'STRICT_DNS' : 'STATIC',
    connect_timeout: limit === undefined ? '10s' : duration(limit),
    lb_policy: algorithm(table(policy, 'loadBalancer') ?? {}),
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: members.flatMap((one) => endpoint(one, port)) }],
    },
    ...(mode === 'DISABLE' ? {} : { transport_socket: { name: 'envoy.transport_sockets.tls' } }),
    ...(http2
      ? {
          typed_extension_protocol_options: {
            [protocols]: {
              '@type': `type.googleapis.com/${protocols}`,
              explicit_http_config: { http2_protocol_options: {} },
            },
          },
        }
      : {}),
    ...(outliers === undefined ? {} : { outlier_detection: {} }),
  };
}

function endpoint({ address, portOf, weight }: Workload, port: ServicePort): Data[] {
  const number = portOf(port);
  if (number === undefined) return [];
  return [
    {
      endpoint: { address: { socket_address: { address, port_value: number } } },
      load_balancing_weight: weight === 0 ? 1 : weight,
    },
  ];
}

/** Without a word about it, the node with the fewest requests at work. */
function algorithm(balancer: Data): string {
  const hash = table(balancer, 'consistentHash');
  if (hash !== undefined) return table(hash, 'maglev') === undefined ? 'RING_HASH' : 'MAGLEV';
  const simple = text(balancer, 'simple') ?? '';
  if (simple === 'ROUND_ROBIN' || simple === 'RANDOM') return simple;
  return simple === 'PASSTHROUGH' ? 'CLUSTER_PROVIDED' : 'LEAST_REQUEST';
}
