/** Nodes as plain values, and their leaves. */
import type { Node, ObjectNode } from './node.ts';

/** The value without its places: objects (own properties only, whatever their names), arrays, scalars. */
export function plain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  // Object.fromEntries defines properties, so that a key `__proto__` is a key like any other.
  return Object.fromEntries(Array.from(node.entries, ([key, value]) => [key, plain(value)]));
}

/** The value under a key, when the node is an object that has it. */
export function child(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'object' ? node.entries.get(key) : undefined;
}

/** Whether a child is written here, and not an alias for something that is written elsewhere. */
const writtenHere = (node: Node, parent: Node, key: string | number): boolean =>
  node.parent === parent && node.key === key;

const isLeaf = (node: Node): boolean =>
  node.kind === 'scalar' || (node.kind === 'list' ? node.items.length === 0 : node.entries.size === 0);

function children(node: Node): Iterable<[string | number, Node]> {
  if (node.kind === 'object') return node.entries;
  return node.kind === 'list' ? node.items.entries() : [];
}

/** Every scalar and every empty list or object that is written at or below the node: once, at its anchor, in file order. */
export function* leaves(node: Node): Generator<Node> {
  if (isLeaf(node)) yield node;
  else for (const [key, item] of children(node)) if (writtenHere(item, node, key)) yield* leaves(item);
}

/** Visits what `leaves` yields, faster. */
export function eachWrittenLeaf(node: Node, visit: (leaf: Node) => void): void {
  if (isLeaf(node)) visit(node);
  else if (node.kind === 'list') {
    node.items.forEach((item, key) => {
      if (writtenHere(item, node, key)) eachWrittenLeaf(item, visit);
    });
  } else if (node.kind === 'object') {
    for (const [key, item] of node.entries) if (writtenHere(item, node, key)) eachWrittenLeaf(item, visit);
  }
}

/** What people call the kind of a value. */
export function kindOf(node: Node): 'object' | 'list' | 'text' | 'number' | 'boolean' | 'null' {
  if (node.kind !== 'scalar') return node.kind;
  if (node.value === null) return 'null';
  if (typeof node.value === 'string') return 'text';
  return typeof node.value === 'number' ? 'number' : 'boolean';
}

export const isObject = (node: Node | undefined): node is ObjectNode => node?.kind === 'object';
