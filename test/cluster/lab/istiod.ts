/**
 * The real istiod beside the API server: no webhooks, no certificates of its own, nothing that only Istio's build of
 * Envoy understands. Everything else is as it comes.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Components } from './components.ts';
import type { Channel } from './definitions.ts';
import { get } from './http.ts';
import { ports } from './ports.ts';
import { type Processes, type Started, until } from './process.ts';

/** Where istiod lives; what is applied there counts for all proxies. */
export const rootNamespace = 'istio-system';

/** Settings of the mesh that change what Envoy is told; what an installation has by default. */
const mesh = {
  defaultConfig: { discoveryAddress: `127.0.0.1:${ports.istiodGrpc}`, controlPlaneAuthPolicy: 'NONE' },
  trustDomain: 'cluster.local',
  rootNamespace,
  ingressControllerMode: 'OFF',
  enableAutoMtls: false,
};

export async function startIstiod(
  group: Processes,
  parts: Components,
  folder: string,
  kubeconfig: string,
  { channel, settings }: { readonly channel: Channel; readonly settings: Readonly<Record<string, string>> },
): Promise<Started> {
  const config = join(folder, 'mesh.yaml');
  writeFileSync(config, JSON.stringify(mesh));
  const istiod = group.start(
    parts.istiod,
    [
      'discovery',
      `--kubeconfig=${kubeconfig}`,
      '--registries=Kubernetes',
      `--meshConfig=${config}`,
      `--httpAddr=127.0.0.1:${ports.istiodHttp}`,
      `--grpcAddr=127.0.0.1:${ports.istiodGrpc}`,
      '--secureGRPCAddr=',
      `--httpsAddr=127.0.0.1:${ports.istiodWebhooks}`,
      `--monitoringAddr=127.0.0.1:${ports.istiodMonitoring}`,
      '--ctrlz_port=0',
    ],
    join(folder, 'istiod.log'),
    {
      POD_NAMESPACE: rootNamespace,
      POD_NAME: 'istiod-0',
      CLUSTER_ID: 'Kubernetes',
      ENABLE_CA_SERVER: 'false',
      PILOT_CERT_PROVIDER: 'none',
      INJECTION_WEBHOOK_CONFIG_NAME: '',
      VALIDATION_WEBHOOK_CONFIG_NAME: '',
      // Filters of Istio's own build, which a stock Envoy refuses.
      PILOT_ENABLE_METADATA_EXCHANGE: 'false',
      PILOT_ENABLE_ALPN_FILTER: 'false',
      // Makes Deployments, which nothing here would run.
      PILOT_ENABLE_GATEWAY_API_DEPLOYMENT_CONTROLLER: 'false',
      // A proxy serves the gateways of its own namespace.
      PILOT_SCOPE_GATEWAY_TO_NAMESPACE: 'true',
      // A proxy gets the clusters that its own routes name, not those of every other case.
      PILOT_FILTER_GATEWAY_CLUSTER_CONFIG: 'true',
      PILOT_ENABLE_ALPHA_GATEWAY_API: String(channel === 'experimental'),
      // Secrets go over the plain connection inside the namespace.
      XDS_AUTH_PLAINTEXT: 'true',
      TRUSTED_GATEWAY_CIDR: '127.0.0.1/32',
      ...settings,
    },
  );
  await until('istiod is ready', 60, async () => (await get(ports.istiodHttp, '/ready')).status === 200, [istiod]);
  return istiod;
}
