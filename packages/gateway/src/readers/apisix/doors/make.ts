/**
 * Nodes that no file holds, for doors whose objects have another shape than APISIX's. A made node stands where what it was
 * made of stands, and marks on it are marks on that.
 */
import type { ListNode, Node, ObjectNode, ScalarNode } from '@banyan/core/document/node.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';

export interface Make {
  /** `sources` where the object is empty and stands for something all the same. */
  object(at: Node, entries: Iterable<readonly [string, Node | undefined]>, sources?: readonly Node[]): ObjectNode;
  list(at: Node, items: readonly Node[]): ListNode;
  /** `sources`: what its value comes from; `at` alone when nothing else is said. */
  value(at: Node, value: string | number | boolean, sources?: readonly Node[]): ScalarNode;
}

export function maker(ledger: Pick<Ledger, 'derive'>): Make {
  const place = ({ offset, parent, key }: Node): Pick<Node, 'offset' | 'parent' | 'key'> => ({ offset, parent, key });
  return {
    object(at, entries, sources) {
      const kept = Array.from(entries).flatMap(([key, node]) => (node === undefined ? [] : [[key, node] as const]));
      const made: ObjectNode = { kind: 'object', ...place(at), entries: new Map(kept) };
      if (sources !== undefined) ledger.derive(made, sources);
      return made;
    },
    list: (at, items) => ({ kind: 'list', ...place(at), items }),
    value(at, value, sources = [at]) {
      const made: ScalarNode = { kind: 'scalar', ...place(at), value, style: 'quoted', text: String(value) };
      ledger.derive(made, sources);
      return made;
    },
  };
}
