/** The weights of a VirtualService of Istio that holds nothing but the split of one migration. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { addSplit, removeSplit } from '../../kubernetes/claim.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { type Access, splitSwitch } from '../../kubernetes/split-switch.ts';
import type { Switch } from '../switch.ts';
import { IstioSplit, type IstioSplitInput } from './model.ts';
import { istioShape } from './virtual-service.ts';

export const istioSwitch = (definition: IstioSplitInput, access: Access): Switch =>
  splitSwitch(istioShape(IstioSplit.parse(definition)), access);

/** Puts the split in front of both sides, everything on the old one; what is there already keeps its shares. */
export const addIstioSplit = (
  definition: IstioSplitInput,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Result<void, Finding>> => addSplit(istioShape(IstioSplit.parse(definition)), cluster, signal);

/** Takes it away; the hosts then go where other objects say. */
export const removeIstioSplit = (
  definition: IstioSplitInput,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Result<void, Finding>> => removeSplit(istioShape(IstioSplit.parse(definition)), cluster, signal);
