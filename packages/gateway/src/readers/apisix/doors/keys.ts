/** Keys of the store: `/apisix/routes/1`, `/apisix/consumers/alice/credentials/2` (`apisix/constants.lua`). */
import type { Node } from '@banyan/core/document/node.ts';
import type { Kind } from '../objects.ts';
import { kinds } from '../objects.ts';
import type { Given } from './door.ts';

export interface Key {
  readonly kind: Kind | 'plugins';
  /** Empty for the folder itself. */
  readonly id: string;
}

const names: readonly string[] = [...kinds, 'plugins'];
const isName = (name: string | undefined): name is Key['kind'] => name !== undefined && names.includes(name);

/** undefined when a key is none of APISIX's. The prefix is whatever stands before the kind. */
export function keyOf(text: string): Key | undefined {
  if (!text.startsWith('/')) return undefined;
  const parts = text.split('/');
  const at = parts.findIndex((part) => isName(part));
  const kind = parts[at];
  return isName(kind) ? { kind, id: parts.slice(at + 1).join('/') } : undefined;
}

/** Objects by kind while a door collects them. */
export interface Collected {
  /** `key`: under which it lies in the store, where findings name it otherwise. */
  add(kind: Kind, id: string, node: Node, key?: string): void;
  /** Remembers what is there; `undo` forgets what came later. */
  mark(): { undo(): void };
  /** In the order of the keys, byte by byte, in which the store hands them out when APISIX starts. */
  inKeyOrder(): ReadonlyMap<Kind, readonly Given[]>;
}

export function collecting(): Collected {
  const sections = new Map<Kind, (Given & { readonly key: Buffer })[]>();
  const order = (left: { readonly key: Buffer }, right: { readonly key: Buffer }): number =>
    Buffer.compare(left.key, right.key);
  return {
    add(kind, id, node, key = id) {
      const section = sections.get(kind) ?? [];
      section.push({ id, node, key: Buffer.from(key) });
      sections.set(kind, section);
    },
    mark() {
      const before = new Map(Array.from(sections, ([kind, section]) => [kind, section.length]));
      return {
        undo() {
          for (const [kind, section] of sections) section.length = before.get(kind) ?? 0;
        },
      };
    },
    inKeyOrder: () => new Map(Array.from(sections, ([kind, section]) => [kind, section.toSorted(order)])),
  };
}
