/** What the switch must know of a migration behind a Gateway of Gateway API. */
import { z } from 'zod';
import { EdgePhase, PhaseMatch } from '../model.ts';
import { objectName } from '../../kubernetes/record.ts';

/** A Service behind which a gateway stands; one of another namespace needs a ReferenceGrant there. */
const Backend = z.strictObject({
  service: objectName,
  namespace: objectName.optional(),
  port: z.int().min(1).max(65535),
});

/** As in HTTPRoute: the Gateway, of the same namespace unless said otherwise, and one of its listeners. */
const Parent = z.strictObject({
  name: objectName,
  namespace: objectName.optional(),
  sectionName: z.string().min(1).optional(),
});

export const GatewayApiSplit = z.strictObject({
  migration: objectName,
  /** Where the HTTPRoutes live. */
  namespace: objectName,
  parents: z.array(Parent).min(1),
  /** The hosts that move; nobody else may route them on these Gateways. */
  hosts: z.array(z.string().min(1)).min(1),
  old: Backend,
  new: Backend,
  /** Prefixes match whole elements of the path (`/orders` is not the beginning of `/ordersX`), as Gateway API has it. */
  phases: z.array(EdgePhase.extend({ name: objectName })).min(1),
  /** Requests that stay on the old side although a phase's match of a higher order would have them. */
  stay: z.array(PhaseMatch).default([]),
});

export type GatewayApiSplit = z.output<typeof GatewayApiSplit>;
export type GatewayApiSplitInput = z.input<typeof GatewayApiSplit>;
