/** Nodes by address and port, as the configuration of the case names them. */
import type { SeenAnswer } from '@banyan/gateway/semantics/compare/seen.ts';
import type { VectorCase } from '../vector.ts';
import { hosts } from '../wire/hosts.ts';

/** A name of the host table where the configuration uses it, the address otherwise. */
export function nodeNames(one: VectorCase, expected: SeenAnswer): (node: string) => string {
  const text = one.yaml ?? JSON.stringify(one.config);
  // Servers that are no upstreams are recorded by their addresses.
  const recorded = new Set([...(one.aux ?? []), ...(expected.nodes ?? []), ...Object.keys(expected.calls_count ?? {})]);
  return (node) => {
    const colon = node.lastIndexOf(':');
    const address = node.slice(0, colon);
    const names = Object.entries(hosts)
      .filter(([name, of]) => of === address && text.includes(name))
      .map(([name]) => `${name}${node.slice(colon)}`);
    // Where name and address both stand in the configuration, either may have been recorded.
    return [node, ...names].find((name) => recorded.has(name)) ?? names[0] ?? node;
  };
}
