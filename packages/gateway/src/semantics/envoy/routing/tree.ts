/**
 * Finds the routes that a path may match without asking each: a tree by path segments. Every leaf holds its routes in
 * the order of the configuration, so that the first match wins as it does in a list.
 */
export interface Placed {
  readonly literal: string;
  readonly exact: boolean;
}

interface Node<T> {
  readonly routes: readonly T[];
  /** By the next segment; routes that could match any segment stand in every child, and in `routes` of this node. */
  readonly children: ReadonlyMap<string, Node<T>> | undefined;
}

export type Tree<T> = (path: string) => readonly T[];

/** So few routes are asked one after the other. */
const few = 4;
const deepest = 12;

export function tree<T extends Placed>(routes: readonly T[]): Tree<T> {
  const root = build(routes, 0);
  return (path) => {
    let node = root;
    let at = 1;
    while (node.children !== undefined) {
      const slash = path.indexOf('/', at);
      const child = node.children.get(slash < 0 ? `${path.slice(at)}$` : path.slice(at, slash));
      if (child === undefined) return node.routes;
      node = child;
      at = slash < 0 ? path.length + 1 : slash + 1;
    }
    return node.routes;
  };
}

/** Children are keyed by the segment, with `$` behind the last one of a path. */
function build<T extends Placed>(routes: readonly T[], depth: number): Node<T> {
  if (routes.length <= few || depth >= deepest) return { routes, children: undefined };
  const keys = new Set(routes.flatMap((route) => keyOf(route, depth) ?? []));
  // Where no segment is sure, there is nothing to divide by.
  if (keys.size === 0) return { routes, children: undefined };
  const anywhere = routes.filter((route) => keyOf(route, depth) === undefined);
  const children = new Map<string, Node<T>>();
  for (const key of keys) {
    // Where all routes begin alike, the next segment tells them apart.
    const own = routes.filter((route) => fits(route, key, depth));
    children.set(key, build(own, depth + 1));
  }
  return { routes: anywhere, children };
}

/** The segment at that depth, when every path that matches has it. */
function keyOf({ literal, exact }: Placed, depth: number): string | undefined {
  if (!literal.startsWith('/')) return undefined;
  const segments = literal.slice(1).split('/');
  const segment = segments[depth];
  if (segment === undefined) return undefined;
  if (depth < segments.length - 1) return segment;
  return exact ? `${segment}$` : undefined;
}

/** Whether a route may match paths with that segment there. */
function fits(route: Placed, key: string, depth: number): boolean {
  const own = keyOf(route, depth);
  if (own !== undefined) return own === key;
  if (route.exact) return false;
  const open = route.literal.startsWith('/') ? route.literal.slice(1).split('/')[depth] : undefined;
  return open === undefined || key.replace(/\$$/, '').startsWith(open);
}
