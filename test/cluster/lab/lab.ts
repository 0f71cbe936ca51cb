/**
 * A lab: etcd, kube-apiserver with the definitions of Istio and Gateway API, istiod, and stock Envoys on demand. It must
 * run in a network of its own (tools/test-cluster.ts, test/vectors/envoy/namespace.ts): its ports are fixed.
 */
import { mkdirSync } from 'node:fs';
import type { Api } from './api.ts';
import { startApiServer } from './api-server.ts';
import type { Components } from './components.ts';
import { type Channel, define } from './definitions.ts';
import { rootNamespace, startIstiod } from './istiod.ts';
import type { KubernetesObject } from './object.ts';
import { processes, type Started } from './process.ts';
import { type Proxy, type ProxyOptions, startProxy } from './proxy.ts';

export interface Lab {
  readonly api: Api;
  readonly kubeconfig: string;
  readonly istiod: Started;
  /** Applies all; the refusals by the object's kind and name. */
  apply(objects: readonly KubernetesObject[]): Promise<ReadonlyMap<KubernetesObject, string>>;
  proxy(options: ProxyOptions): Promise<Proxy>;
  /** Ends everything that it started, each by its id. */
  stop(): Promise<void>;
}

export async function startLab(
  parts: Components,
  folder: string,
  channel: Channel = 'standard',
  settings: Readonly<Record<string, string>> = {},
): Promise<Lab> {
  mkdirSync(folder, { recursive: true });
  const group = processes();
  try {
    const { api, kubeconfig } = await startApiServer(group, parts, folder);
    await define(api, parts, channel);
    const refusal = await api.apply(namespaceOf(rootNamespace));
    if (refusal !== undefined) throw new Error(refusal);
    const istiod = await startIstiod(group, parts, folder, kubeconfig, { channel, settings });
    return {
      api,
      kubeconfig,
      istiod,
      async apply(objects) {
        const refusals = new Map<KubernetesObject, string>();
        // Namespaces first, the rest side by side.
        for (const round of [objects.filter(isNamespace), objects.filter((one) => !isNamespace(one))]) {
          await Promise.all(
            round.map(async (one) => {
              const refused = await api.apply(one);
              if (refused !== undefined) refusals.set(one, refused);
            }),
          );
        }
        return refusals;
      },
      async proxy(options) {
        for (const object of readsSecrets(options)) {
          const refused = await api.apply(object);
          if (refused !== undefined) throw new Error(refused);
        }
        return startProxy(group, parts.envoy, folder, options);
      },
      async stop() {
        api.close();
        await group.stop();
      },
    };
  } catch (error) {
    await group.stop();
    throw error;
  }
}

/** As an installation lets the account of a gateway read the secrets of its namespace; istiod asks before it hands one out. */
function readsSecrets({ name, namespace, account = name }: ProxyOptions): readonly KubernetesObject[] {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const metadata = { name: `${account}-secrets`, namespace };
  return [
    {
      apiVersion,
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'watch', 'list'] }],
    },
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
    },
  ];
}

const isNamespace = ({ kind }: KubernetesObject): boolean => kind === 'Namespace';

const namespaceOf = (name: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
});
