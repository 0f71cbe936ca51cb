/** Every edge that the user runs. Without one of them Banyan runs an edge of its own (envoy-edge/). */
import type { z } from 'zod';
import type { EdgeKind } from './edge.ts';
import { haproxy } from './haproxy/haproxy-edge.ts';
import { nginx } from './nginx/nginx-edge.ts';

export const edgeKinds = { haproxy, nginx } as const satisfies Readonly<Record<string, EdgeKind>>;

export type EdgeKindName = keyof typeof edgeKinds;

// The keys are those of the list.
export const edgeKindNames = Object.keys(edgeKinds) as readonly EdgeKindName[];

const optional = <K extends string>(
  kinds: Readonly<Record<K, EdgeKind>>,
): Readonly<Record<K, z.ZodOptional<z.ZodType>>> =>
  // `fromEntries` forgets which keys it was given.
  Object.fromEntries(
    Object.entries<EdgeKind>(kinds).map(([name, { settings }]) => [name, settings.optional()]),
  ) as Record<K, z.ZodOptional<z.ZodType>>;

/** The fields of `spec.edge` that choose an edge. */
export const edgeSettings = optional(edgeKinds);
