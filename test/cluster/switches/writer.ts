/** How another process comes to a split of the lab, to be killed while it writes. */
import { openCluster } from '@banyan/traffic/kubernetes/cluster.ts';
import { adminReplicas } from '@banyan/traffic/kubernetes/replicas.ts';
import { gatewayApiSwitch } from '@banyan/traffic/switches/gateway-api-weights/gateway-api-switch.ts';
import type { GatewayApiSplitInput } from '@banyan/traffic/switches/gateway-api-weights/model.ts';
import { istioSwitch } from '@banyan/traffic/switches/istio-weights/istio-switch.ts';
import type { IstioSplitInput } from '@banyan/traffic/switches/istio-weights/model.ts';
import type { Switch } from '@banyan/traffic/switches/switch.ts';
import { value } from '@banyan/traffic/testing/edge.ts';
import type { WriterSource } from '@banyan/traffic/testing/killed-writer.ts';
import type { Stage } from './stage.ts';

/** Called in the process that is killed. */
export async function switchOf(
  definition: IstioSplitInput | GatewayApiSplitInput,
  kubeconfig: string,
  admin: number,
): Promise<Switch> {
  const cluster = value(await openCluster(kubeconfig));
  const access = { cluster, replicas: adminReplicas([{ host: '127.0.0.1', port: admin }]) };
  return 'parents' in definition ? gatewayApiSwitch(definition, access) : istioSwitch(definition, access);
}

export const writerTo = (definition: IstioSplitInput | GatewayApiSplitInput, stage: Stage): WriterSource => ({
  module: import.meta.resolve('./writer.ts'),
  subject: `await kind.switchOf(${JSON.stringify(definition)}, ${JSON.stringify(stage.lab.kubeconfig)}, ${stage.proxy().admin})`,
});
