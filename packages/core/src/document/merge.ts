/** The YAML 1.1 merge key: `<<: *defaults` or `<<: [*first, *second]`; the object's own entries win, then the earlier source. */
import type { ListNode, Node, ObjectNode } from './node.ts';

/**
 * The objects that a merge key names, or undefined when it names something else. Only aliases: what is written under `<<`
 * itself would have no place of its own.
 */
export function mergeSources(value: Node, host: Node): readonly ObjectNode[] | undefined {
  const candidates = value.kind === 'list' && value.parent === host ? value.items : [value];
  const objects = candidates.filter((item): item is ObjectNode => item.kind === 'object');
  const written = objects.some((item) => item.parent === host || item.parent === value);
  return objects.length === 0 || objects.length < candidates.length || written ? undefined : objects;
}

/** Takes over the entries that the object does not have. */
export function mergeInto(node: ObjectNode | ListNode, sources: readonly ObjectNode[]): void {
  if (node.kind === 'list') return;
  // The object is still under construction.
  const entries = node.entries as Map<string, Node>;
  for (const source of sources)
    for (const [key, value] of source.entries) if (!entries.has(key)) entries.set(key, value);
}
