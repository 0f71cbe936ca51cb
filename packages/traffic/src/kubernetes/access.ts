/** What a document says of the way to a cluster and to the replicas of its gateway. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { ok, type Result } from '@banyan/core/result.ts';
import { z } from 'zod';
import { parseAddress } from '../proxies/admin.ts';
import { openCluster } from './cluster.ts';
import { podReplicas } from './pods.ts';
import { objectName } from './record.ts';
import { adminReplicas } from './replicas.ts';
import type { Access } from './split-switch.ts';

export const ClusterAccess = z.strictObject({
  kubeconfig: z
    .string()
    .min(1)
    .optional()
    .describe('Path of a kubeconfig; found as kubectl finds it unless said otherwise'),
  context: z.string().min(1).optional().describe('Its context; the current one unless said otherwise'),
});

/** The gateway's own Envoys are asked what they have loaded: in pods, through the API server, or at addresses. */
export const GatewayReplicas = z.union([
  z.strictObject({
    pods: z.strictObject({
      namespace: objectName.describe('Where the pods of the gateway run'),
      labels: z.record(z.string(), z.string()).describe('What they are selected by, e.g. istio: ingressgateway'),
      adminPort: z
        .int()
        .min(1)
        .max(65_535)
        .optional()
        .describe("Envoy's admin interface in the pods; 15000 as Istio has it"),
    }),
  }),
  z.strictObject({
    admin: z
      .array(z.string().regex(/^\[?[0-9a-fA-F:.]+\]?:\d{1,5}$/, 'address'))
      .min(1)
      .describe('Addresses of the admin interfaces of all replicas, e.g. 127.0.0.1:15000'),
  }),
]);

export async function accessTo(
  cluster: z.output<typeof ClusterAccess>,
  replicas: z.output<typeof GatewayReplicas>,
): Promise<Result<Access, Finding>> {
  const opened = await openCluster(cluster.kubeconfig, cluster.context);
  if (!opened.ok) return opened;
  if ('admin' in replicas) {
    const addresses = replicas.admin.flatMap((text) => parseAddress(text) ?? []);
    return ok({ cluster: opened.value, replicas: adminReplicas(addresses) });
  }
  const { namespace, labels, adminPort } = replicas.pods;
  const pods = { namespace, labels, ...(adminPort === undefined ? {} : { adminPort }) };
  return ok({ cluster: opened.value, replicas: podReplicas(opened.value, pods) });
}
