/** Clusters of the same nodes for routes that need one of their own. */
import type { Upstream } from '../../../model/upstream.ts';
import type { Needs } from './variant.ts';

/** The same nodes once more under another name, made once; what is said of them is said of the first. */
export function again(needs: Needs, name: string, upstream: Upstream, more: Partial<Upstream>): Upstream {
  const known = needs.upstreams.find((one) => one.name === name);
  if (known !== undefined) return known;
  const made: Upstream = {
    ...upstream,
    nodes: upstream.nodes.map((node) => ({ ...node, sources: [] })),
    balance: { ...upstream.balance, sources: [] },
    host: { ...upstream.host, sources: [] },
    timeouts: upstream.timeouts && { ...upstream.timeouts, sources: [] },
    unmapped: [],
    sources: [],
    again: true,
    ...more,
    name,
  };
  needs.upstreams.push(made);
  return made;
}
