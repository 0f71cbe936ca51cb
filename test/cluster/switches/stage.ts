/** A lab with two sides behind a real Envoy that istiod programs, and a cluster as a user's kubeconfig opens it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminReplicas } from '@banyan/traffic/kubernetes/replicas.ts';
import { openCluster } from '@banyan/traffic/kubernetes/cluster.ts';
import type { Access } from '@banyan/traffic/kubernetes/split-switch.ts';
import { value } from '@banyan/traffic/testing/edge.ts';
import { setUpNetwork } from '../../vectors/envoy/namespace.ts';
import { components } from '../lab/components.ts';
import { type Lab, startLab } from '../lab/lab.ts';
import type { Proxy } from '../lab/proxy.ts';
import { labels, namespace, objectsFor, sidesIn, startSide } from './objects.ts';

export interface Stage {
  readonly folder: string;
  readonly lab: Lab;
  readonly access: Access;
  proxy(): Proxy;
  /** Ends the gateway, and starts another one in its place. */
  cutOff(): Promise<void>;
  restore(): Promise<void>;
  end(): Promise<void>;
}

/**
 * As an installation has it. With the experimental filter that labs of conversions set, istiod takes the cluster of a side
 * without weight away before the routes that still name it, and requests fail.
 */
const whole = { PILOT_FILTER_GATEWAY_CLUSTER_CONFIG: 'false' };

export async function startStage(network: string): Promise<Stage> {
  const parts = components();
  if (!parts.ok) throw new Error(parts.error);
  const folder = mkdtempSync(join(tmpdir(), 'banyan-split-'));
  const sides = sidesIn(network);
  setUpNetwork(Object.values(sides), [], folder);
  const servers = await Promise.all([startSide('old', sides.old), startSide('new', sides.new)]);
  const lab = await startLab(parts.value, folder, 'standard', whole);
  const refused = await lab.apply(objectsFor(sides));
  if (refused.size > 0) throw new Error([...refused.values()].join());
  const start = (): Promise<Proxy> => lab.proxy({ name: 'gateway-0', namespace, labels });
  let proxy = await start();
  const cluster = value(await openCluster(lab.kubeconfig));
  return {
    folder,
    lab,
    access: {
      cluster,
      replicas: (signal) => adminReplicas([{ host: '127.0.0.1', port: proxy.admin }])(signal),
    },
    proxy: () => proxy,
    cutOff: () => proxy.stop(),
    restore: async () => {
      proxy = await start();
    },
    end: async () => {
      await lab.stop();
      for (const server of servers) server.close().closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
