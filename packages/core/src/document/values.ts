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

/** Whether a node is a value by itself: a scalar, or an empty list or object. */
export const isLeaf = (node: Node): boolean =>
  node.kind === 'scalar' || (node.kind === 'list' ? node.items.length === 0 : node.entries.size === 0);

/** Children that are written here, in file order; not aliases for something that is written elsewhere. */
export function writtenChildren(node: Node): readonly Node[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'list') {
    const { items } = node;
    return items.every((item, key) => item.parent === node && item.key === key)
      ? items
      : items.filter((item, key) => item.parent === node && item.key === key);
  }
  const written: Node[] = [];
  node.entries.forEach((item, key) => {
    if (item.parent === node && item.key === key) written.push(item);
  });
  return written;
}

/** Every scalar and every empty list or object that is written at or below the node: once, at its anchor, in file order. */
export function* leaves(node: Node): Generator<Node> {
  if (isLeaf(node)) yield node;
  else for (const item of writtenChildren(node)) yield* leaves(item);
}

/** Visits what `leaves` yields, faster. */
export function eachWrittenLeaf(node: Node, visit: (leaf: Node) => void): void {
  if (isLeaf(node)) visit(node);
  else if (node.kind === 'list') for (const item of writtenChildren(node)) eachWrittenLeaf(item, visit);
  else if (node.kind === 'object')
    node.entries.forEach((item, key) => {
      if (item.parent === node && item.key === key) eachWrittenLeaf(item, visit);
    });
}

/** What people call the kind of a value. */
export function kindOf(node: Node): 'object' | 'list' | 'text' | 'number' | 'boolean' | 'null' {
  if (node.kind !== 'scalar') return node.kind;
  if (node.value === null) return 'null';
  if (typeof node.value === 'string') return 'text';
  return typeof node.value === 'number' ? 'number' : 'boolean';
}

export const isObject = (node: Node | undefined): node is ObjectNode => node?.kind === 'object';
