/** A stock Envoy as a gateway of the mesh: istiod tells it everything, its labels say which gateways it serves. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { get } from './http.ts';
import { ports } from './ports.ts';
import { type Processes, type Started, until } from './process.ts';

export interface ProxyOptions {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly concurrency?: number;
  /** The service account that it runs as; called like the proxy unless told otherwise. */
  readonly account?: string;
}

export interface Proxy {
  /** How istiod's debug pages call it. */
  readonly id: string;
  readonly admin: number;
  readonly process: Started;
  /** What it refused of what istiod told it, in its own words. */
  refusals(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Istio's own version, as a gateway of that version tells it. */
const version = '1.31.1';
const loopback = '127.0.0.1';
/** What istiod takes for its address: of no endpoint, or it would be taken for that endpoint. */
const address = '10.255.255.10';

let started = 0;

/** Starts Envoy; it has been told something by istiod when this returns. */
export async function startProxy(
  group: Processes,
  envoy: string,
  folder: string,
  options: ProxyOptions,
): Promise<Proxy> {
  const admin = ports.admin + started++;
  const { name, namespace } = options;
  const file = join(folder, `${name}.${namespace}.json`);
  writeFileSync(file, JSON.stringify(bootstrap(options, admin)));
  const process = group.start(
    envoy,
    `-c ${file} --concurrency ${options.concurrency ?? 1} --disable-hot-restart --log-level error --component-log-level config:warning --drain-time-s 1`.split(
      ' ',
    ),
    join(folder, `${name}.${namespace}.log`),
  );
  await until(`the proxy ${name} is ready`, 60, async () => (await get(admin, '/ready')).status === 200, [process]);
  return {
    id: `${name}.${namespace}`,
    admin,
    process,
    refusals: () => refusals(admin, process.log),
    stop: () => process.stop(),
  };
}

async function refusals(admin: number, log: string): Promise<readonly string[]> {
  const { body } = await get(admin, '/stats?filter=update_rejected&usedonly');
  const counted = body.split('\n').filter((line) => /: [1-9]/.test(line));
  const said = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes('rejected'));
  return said.length > 0 ? said : counted;
}

function bootstrap({ name, namespace, labels, account = name }: ProxyOptions, admin: number): object {
  const xds = { ads: {}, resource_api_version: 'V3', initial_fetch_timeout: '0s' };
  const protocols = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
  return {
    node: {
      id: `router~${address}~${name}.${namespace}~${namespace}.svc.cluster.local`,
      cluster: `${name}.${namespace}`,
      metadata: {
        ISTIO_VERSION: version,
        NAMESPACE: namespace,
        CLUSTER_ID: 'Kubernetes',
        LABELS: labels,
        INSTANCE_IPS: address,
        SERVICE_ACCOUNT: account,
        UNPRIVILEGED_POD: 'true',
      },
    },
    layered_runtime: {
      // As Istio's own bootstrap has it.
      layers: [
        {
          name: 'static',
          static_layer: {
            're2.max_program_size.error_level': 32_768,
            'envoy.reloadable_features.http_reject_path_with_fragment': false,
          },
        },
      ],
    },
    admin: { address: socket(admin) },
    dynamic_resources: {
      lds_config: xds,
      cds_config: xds,
      ads_config: {
        api_type: 'DELTA_GRPC',
        transport_api_version: 'V3',
        set_node_on_first_message_only: true,
        grpc_services: [
          {
            envoy_grpc: { cluster_name: 'xds-grpc' },
            // Who it is, which on a plain connection nothing else says; secrets are given to their namespace alone.
            initial_metadata: [
              {
                key: 'x-forwarded-client-cert',
                value: `By=lab;Hash=0;URI=spiffe://cluster.local/ns/${namespace}/sa/${account}`,
              },
            ],
          },
        ],
      },
    },
    static_resources: {
      clusters: [
        {
          name: 'xds-grpc',
          type: 'STATIC',
          connect_timeout: '1s',
          typed_extension_protocol_options: {
            [protocols]: {
              '@type': `type.googleapis.com/${protocols}`,
              explicit_http_config: { http2_protocol_options: {} },
            },
          },
          load_assignment: {
            cluster_name: 'xds-grpc',
            endpoints: [{ lb_endpoints: [{ endpoint: { address: socket(ports.istiodGrpc) } }] }],
          },
        },
      ],
    },
    bootstrap_extensions: [
      {
        name: 'envoy.bootstrap.internal_listener',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.bootstrap.internal_listener.v3.InternalListener',
        },
      },
    ],
  };
}

const socket = (port: number): object => ({ socket_address: { address: loopback, port_value: port } });
