import { err, ok } from '@banyan/core/result.ts';
import { accessTo, ClusterAccess, GatewayReplicas } from '../../kubernetes/access.ts';
import { appliedObjects } from '../../kubernetes/calls.ts';
import type { ByHandKind } from '../by-hand.ts';
import { addGatewayApiSplit, gatewayApiSwitch, removeGatewayApiSplit } from './gateway-api-switch.ts';
import { httpRouteShape } from './http-route.ts';
import { GatewayApiSplit } from './model.ts';
import { inexpressible } from './precedence.ts';

const Settings = GatewayApiSplit.omit({ migration: true })
  .extend({ cluster: ClusterAccess.default({}), replicas: GatewayReplicas })
  .describe('HTTPRoutes of Gateway API that hold nothing but the split');

export const gatewayApi: ByHandKind = {
  settings: Settings,
  async open(settings, migration) {
    const { cluster, replicas, ...rest } = Settings.parse(settings);
    const definition = { migration, ...rest };
    const wrong = inexpressible(definition);
    if (wrong !== undefined) return err(wrong);
    const access = await accessTo(cluster, replicas);
    if (!access.ok) return err(access.error);
    return ok({
      switch: gatewayApiSwitch(definition, access.value),
      calls: async (what) => ok(appliedObjects(httpRouteShape(definition), what)),
      prepare: (signal) => addGatewayApiSplit(definition, access.value.cluster, signal),
      remove: (signal) => removeGatewayApiSplit(definition, access.value.cluster, signal),
    });
  },
};
