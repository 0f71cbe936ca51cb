/** What the switch must know of a migration behind a Gateway of Istio. */
import { z } from 'zod';
import { objectName } from '../../kubernetes/record.ts';
import { EdgePhase, PhaseMatch } from '../model.ts';

/** A host of Istio's registry: a whole name (`old.shop.svc.cluster.local`, a ServiceEntry's host), or a Service's short one. */
const Destination = z.strictObject({ host: z.string().min(1), port: z.int().min(1).max(65535) });

export const IstioSplit = z.strictObject({
  migration: objectName,
  /** Where the VirtualService lives; short names of services and gateways are of this namespace. */
  namespace: objectName,
  /** The Gateways whose traffic is divided: `edge`, or `istio-system/edge`. */
  gateways: z.array(z.string().min(1)).min(1),
  /** The hosts that move; nobody else may route them on these Gateways. */
  hosts: z.array(z.string().min(1)).min(1),
  old: Destination,
  new: Destination,
  phases: z.array(EdgePhase.extend({ name: objectName })).min(1),
  /** Requests that stay on the old side although a phase's match of a higher order would have them. */
  stay: z.array(PhaseMatch).default([]),
});

export type IstioSplit = z.output<typeof IstioSplit>;
export type IstioSplitInput = z.input<typeof IstioSplit>;
