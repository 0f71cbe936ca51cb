/**
 * The replicas of a gateway that runs as pods: its ready pods, each asked through the API server's port-forward, as istioctl
 * does. Needed are the rights to list pods and to create `pods/portforward` in the gateway's namespace.
 */
import { request } from 'node:http';
import { Duplex, PassThrough } from 'node:stream';
import { finding } from '@banyan/core/finding/finding.ts';
import { err, ok } from '@banyan/core/result.ts';
import { reasonOf } from '../local/atomic.ts';
import { listOf, member } from '../proxies/json.ts';
import type { Cluster } from './cluster.ts';
import { type KubernetesObject, listObjects, type Resource } from './object.ts';
import { type Replica, type Replicas, routesPage } from './replicas.ts';

const pods: Resource = { apiVersion: 'v1', kind: 'Pod', plural: 'pods' };
/** Where Envoy's admin interface listens in pods of Istio. */
const istioAdmin = 15_000;
/** Milliseconds for one dump. */
const patience = 10_000;

export interface GatewayPods {
  readonly namespace: string;
  /** What the Gateway selects: `istio: ingressgateway`, or `gateway.networking.k8s.io/gateway-name: NAME`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly adminPort?: number;
}

/** TRF066 when no pod is ready. */
export const podReplicas =
  (cluster: Cluster, { namespace, labels, adminPort = istioAdmin }: GatewayPods): Replicas =>
  async (signal) => {
    const all = await listObjects(cluster, pods, { namespace, labels }, signal);
    if (!all.ok) return all;
    const ready = all.value.filter(isReady);
    const gateway = `${namespace}/${Object.entries(labels)
      .map((one) => one.join('='))
      .join(',')}`;
    if (ready.length === 0)
      return err(finding('TRF066', { gateway, reason: `none of ${all.value.length} pods is ready` }));
    return ok(ready.map(({ metadata }) => replicaOf(cluster, namespace, metadata.name, adminPort)));
  };

/** Takes traffic: ready, and not about to end. */
const isReady = (pod: KubernetesObject): boolean =>
  member(pod, 'metadata', 'deletionTimestamp') === undefined &&
  listOf(member(pod, 'status', 'conditions')).some(
    (one) => member(one, 'type') === 'Ready' && member(one, 'status') === 'True',
  );

function replicaOf(cluster: Cluster, namespace: string, pod: string, port: number): Replica {
  const name = `${namespace}/${pod}`;
  return {
    name,
    async dump(signal) {
      try {
        return ok(await through(cluster, { namespace, pod, port }, signal));
      } catch (error) {
        return err(finding('TRF066', { gateway: name, reason: reasonOf(error) }));
      }
    },
  };
}

interface Port {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** One request over one forwarded connection. */
async function through(cluster: Cluster, { namespace, pod, port }: Port, signal: AbortSignal): Promise<string> {
  const { PortForward } = await import('@kubernetes/client-node');
  const [toPod, fromPod, failures] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  const socket = await new PortForward(cluster.config).portForward(namespace, pod, [port], fromPod, failures, toPod);
  const close = (): void => {
    if (typeof socket !== 'function') socket.close();
  };
  try {
    return await new Promise<string>((resolve, reject) => {
      if (typeof socket !== 'function') {
        socket.on('close', () => fromPod.end());
        socket.on('error', reject);
      }
      failures.on('data', (said: Buffer) => reject(new Error(said.toString('utf8').trim())));
      const stream = Duplex.from({ readable: fromPod, writable: toPod });
      const asked = request({
        host: 'localhost',
        path: routesPage,
        signal: limit,
        createConnection: () => stream,
        headers: { connection: 'close' },
      });
      asked.on('error', reject);
      asked.on('response', (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve(Buffer.concat(chunks).toString('utf8'));
          else reject(new Error(`status ${answer.statusCode ?? 0}`));
        });
      });
      asked.end();
    });
  } finally {
    close();
  }
}
