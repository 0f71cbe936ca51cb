/**
 * Gateway API tries matches by their precision, not in an order: exact paths before others, longer ones first, then a
 * method, then more headers (httproute_types.go, HTTPRouteMatch). The source has one ordered table. Where both orders
 * disagree about two rules that one request can match, the wrong one answers.
 */
import type { JsonObject } from '../envoy/config.ts';

export interface Placed {
  /** One HTTPRouteMatch. */
  readonly match: JsonObject;
  /** Every path that it matches begins with this; for Exact it is the path. */
  readonly prefix: string;
}

const rank = { Exact: 3, PathPrefix: 2, RegularExpression: 1 } as const;

interface Shape {
  readonly type: keyof typeof rank;
  readonly length: number;
  readonly method: string | undefined;
  readonly headers: readonly JsonObject[];
}

function shapeOf({ match }: Placed): Shape {
  // Made by match.ts.
  const { type, value } = match['path'] as { readonly type: keyof typeof rank; readonly value: string };
  const { method, headers } = match as { readonly method?: string; readonly headers?: readonly JsonObject[] };
  return { type, length: value.length, method, headers: headers ?? [] };
}

/** Whether the API prefers the later of two to the earlier. Expressions are compared by length, as Istio does. */
export function prefersLater(earlier: Placed, later: Placed): boolean {
  const [a, b] = [shapeOf(earlier), shapeOf(later)];
  if (rank[a.type] !== rank[b.type]) return rank[b.type] > rank[a.type];
  if (a.length !== b.length) return b.length > a.length;
  if ((a.method === undefined) !== (b.method === undefined)) return b.method !== undefined;
  return b.headers.length > a.headers.length;
}

/** Whether some request may match both; when in doubt, it may. */
export function mayOverlap(one: Placed, other: Placed): boolean {
  const [a, b] = [shapeOf(one), shapeOf(other)];
  if (a.method !== undefined && b.method !== undefined && a.method !== b.method) return false;
  const exact = a.type === 'Exact' && b.type === 'Exact';
  if (exact && one.prefix !== other.prefix) return false;
  if (a.type === 'Exact' && !one.prefix.startsWith(other.prefix)) return false;
  if (b.type === 'Exact' && !other.prefix.startsWith(one.prefix)) return false;
  if (!one.prefix.startsWith(other.prefix) && !other.prefix.startsWith(one.prefix)) return false;
  return a.headers.every((left) =>
    b.headers.every(
      (right) =>
        left['name'] !== right['name'] ||
        left['type'] !== 'Exact' ||
        right['type'] !== 'Exact' ||
        left['value'] === right['value'],
    ),
  );
}
