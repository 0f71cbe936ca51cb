/** The weights of HTTPRoutes that hold nothing but the split of one migration. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { err, type Result } from '@banyan/core/result.ts';
import { addSplit, removeSplit } from '../../kubernetes/claim.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { type Access, splitSwitch } from '../../kubernetes/split-switch.ts';
import type { Switch } from '../switch.ts';
import { httpRouteShape } from './http-route.ts';
import { GatewayApiSplit, type GatewayApiSplitInput } from './model.ts';
import { inexpressible } from './precedence.ts';

export const gatewayApiSwitch = (definition: GatewayApiSplitInput, access: Access): Switch =>
  splitSwitch(httpRouteShape(GatewayApiSplit.parse(definition)), access);

/** Puts the split in front of both sides, everything on the old one; what is there already keeps its shares. */
export async function addGatewayApiSplit(
  definition: GatewayApiSplitInput,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Result<void, Finding>> {
  const parsed = GatewayApiSplit.parse(definition);
  const wrong = inexpressible(parsed);
  return wrong === undefined ? addSplit(httpRouteShape(parsed), cluster, signal) : err(wrong);
}

/** Takes it away; the hosts then go where other objects say. */
export const removeGatewayApiSplit = (
  definition: GatewayApiSplitInput,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Result<void, Finding>> => removeSplit(httpRouteShape(GatewayApiSplit.parse(definition)), cluster, signal);
