/** Parts of foreign objects: which fields a door takes over, and what becomes of the rest. */
import type { Node, ObjectNode } from '@banyan/core/document/node.ts';
import { isObject } from '@banyan/core/document/values.ts';
import { report } from '../context.ts';
import type { Opening } from './door.ts';

type Fate = 'taken' | 'described' | 'wrapping';

/**
 * Looks at every field of an object. `taken`: the door hands it on under some name. `described`: it has no effect.
 * `wrapping`: it only tells how the object is kept. A field that is not listed is unknown to whoever reads the object.
 */
export function sortFields(
  { ledger, ...reading }: Opening,
  node: Node | undefined,
  fates: Readonly<Record<string, Fate>>,
  what: string,
): void {
  for (const [name, part] of isObject(node) ? node.entries : []) {
    // What an object inherits has no fate.
    const fate = Object.hasOwn(fates, name) ? fates[name] : undefined;
    if (fate === 'described') ledger.mark(part, 'ignored', { code: 'APX014' });
    else if (fate === 'wrapping') ledger.mark(part, 'ignored', { code: 'APX090' });
    else if (fate === undefined) {
      report(reading, 'APX095', { what, field: name }, part);
      ledger.mark(part, 'ignored', { code: 'APX095' });
    }
  }
}

/** Entries of an object under the names that APISIX has for them. */
export const renamed = (
  node: ObjectNode,
  names: Readonly<Record<string, string>>,
): (readonly [string, Node | undefined])[] => Object.entries(names).map(([own, name]) => [name, node.entries.get(own)]);
