import { err, ok } from '@banyan/core/result.ts';
import { accessTo, ClusterAccess, GatewayReplicas } from '../../kubernetes/access.ts';
import { appliedObjects } from '../../kubernetes/calls.ts';
import type { ByHandKind } from '../by-hand.ts';
import { addIstioSplit, istioSwitch, removeIstioSplit } from './istio-switch.ts';
import { IstioSplit } from './model.ts';
import { istioShape } from './virtual-service.ts';

const Settings = IstioSplit.omit({ migration: true })
  .extend({ cluster: ClusterAccess.default({}), replicas: GatewayReplicas })
  .describe('A VirtualService of Istio that holds nothing but the split');

export const istio: ByHandKind = {
  settings: Settings,
  async open(settings, migration) {
    const { cluster, replicas, ...rest } = Settings.parse(settings);
    const access = await accessTo(cluster, replicas);
    if (!access.ok) return err(access.error);
    const definition = { migration, ...rest };
    return ok({
      switch: istioSwitch(definition, access.value),
      calls: async (what) => ok(appliedObjects(istioShape(definition), what)),
      prepare: (signal) => addIstioSplit(definition, access.value.cluster, signal),
      remove: (signal) => removeIstioSplit(definition, access.value.cluster, signal),
    });
  },
};
