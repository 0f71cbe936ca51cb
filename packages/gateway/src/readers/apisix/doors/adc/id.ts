/** Ids as ADC makes them: the object's own, or the SHA-1 of its name (ADC: `libs/sdk/src/utils.ts`, generateId). */
import { createHash } from 'node:crypto';
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import { idOf } from '../../typed.ts';

export const hashed = (name: string): string => createHash('sha1').update(name).digest('hex');

export interface Identity {
  /** As people call it. */
  readonly name: string;
  /** Its key in the store, which decides the order. */
  readonly key: string;
}

/** `name`: the name with what it stands in, where it has no id of its own. */
export function identityOf(node: Node, name: string): Identity {
  const own = idOf(child(node, 'id'));
  return own === undefined ? { name, key: hashed(name) } : { name: own, key: own };
}
