/**
 * Which node gets the next request: the group of the highest priority first, within it smooth weighted round robin as in
 * apisix/balancer/roundrobin.lua. A node is never tried twice for one request (apisix/balancer.lua). `chash` keeps one value
 * on one node by weighted rendezvous (its partition is that of a consistent hash, its choice of node is not ketama's).
 */
import { createHash } from 'node:crypto';
import type { Forward } from '../../semantics/answer.ts';

export type Node = Forward['nodes'][number];

export interface Pickers {
  /** The next node for a request that has tried `tried` already; undefined when there is none left. */
  pick(forward: Forward, tried: ReadonlySet<string>): Node | undefined;
}

export const keyOf = (node: Node): string => `${node.host}:${node.port}`;

/** Nodes that may be used, by descending priority. A node of weight 0 is used only where it is alone in its group. */
function group(forward: Forward, tried: ReadonlySet<string>): readonly Node[] {
  const priorities = [...new Set(forward.nodes.map((node) => node.priority))].sort((a, b) => b - a);
  for (const priority of priorities) {
    const all = forward.nodes.filter((node) => node.priority === priority);
    const usable = all.length === 1 ? all : all.filter((node) => node.weight > 0);
    const left = (usable.length > 0 ? usable : all).filter((node) => !tried.has(keyOf(node)));
    if (left.length > 0) return left;
  }
  return [];
}

/** Highest-random-weight hashing: the same value meets the same node as long as that is there. */
function byHash(nodes: readonly Node[], value: string): Node | undefined {
  const score = (node: Node): number => {
    const digest = createHash('sha1')
      .update(`${keyOf(node)}\n${value}`)
      .digest();
    return -Math.max(node.weight, 1) / Math.log((digest.readUInt32BE(0) + 1) / 2 ** 32 || Number.EPSILON - 1);
  };
  return nodes.reduce<Node | undefined>(
    (best, node) => (best === undefined || score(node) > score(best) ? node : best),
    undefined,
  );
}

/** Pickers live as long as the gateway: one state for each `forward.picker`. */
export function createPickers(): Pickers {
  const states = new Map<string, Map<string, number>>();
  return {
    pick(forward, tried) {
      const nodes = group(forward, tried);
      if (nodes.length < 2) return nodes[0];
      if (forward.algorithm === 'chash') return byHash(nodes, forward.hash ?? '');
      const current = states.get(forward.picker) ?? new Map<string, number>();
      states.set(forward.picker, current);
      let total = 0;
      let best: Node | undefined;
      for (const node of nodes) {
        const weight = Math.max(node.weight, 1);
        const key = keyOf(node);
        total += weight;
        current.set(key, (current.get(key) ?? 0) + weight);
        if (best === undefined || (current.get(key) ?? 0) > (current.get(keyOf(best)) ?? 0)) best = node;
      }
      if (best !== undefined) current.set(keyOf(best), (current.get(keyOf(best)) ?? 0) - total);
      return best;
    },
  };
}
