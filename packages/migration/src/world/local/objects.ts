/**
 * A source as the objects it is made of, each with a digest: what changed can be named without keeping what was there, which
 * may hold secrets.
 */
import { createHash } from 'node:crypto';
import type { Document } from '@banyan/core/document/node.ts';
import { plain } from '@banyan/core/document/values.ts';

/** Digests by name, e.g. `routes/orders`. */
export type Objects = Readonly<Record<string, string>>;

/** What tells objects of a list apart, in the order in which sources use it. */
const names = ['id', 'username', 'name', 'plugin_name'];

/** Lists of a document by the objects in them, everything else by its name. */
export function objectsOf(documents: readonly Document[]): Objects {
  const found = new Map<string, string>();
  for (const { root } of documents) {
    const value: unknown = plain(root);
    for (const [kind, part] of Object.entries(isRecord(value) ? value : { configuration: value })) {
      if (!Array.isArray(part)) add(found, kind, part);
      else for (const [index, one] of part.entries()) add(found, `${kind}/${nameOf(one) ?? index}`, one);
    }
  }
  return Object.fromEntries(found);
}

/** Objects of the same name count together. */
function add(found: Map<string, string>, name: string, value: unknown): void {
  const before = found.get(name) ?? '';
  found.set(
    name,
    createHash('sha256')
      .update(`${before}${JSON.stringify(value, sorted)}`)
      .digest('base64url'),
  );
}

/** The order of members says nothing. */
const sorted = (_: string, value: unknown): unknown =>
  isRecord(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value;

function nameOf(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const name = names.map((key) => value[key]).find((one) => typeof one === 'string' || typeof one === 'number');
  return name === undefined ? undefined : String(name);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export interface Changes {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export function changesOf(before: Objects, after: Objects): Changes {
  const known = Object.keys(before);
  return {
    added: Object.keys(after).filter((name) => !(name in before)),
    changed: known.filter((name) => name in after && after[name] !== before[name]),
    removed: known.filter((name) => !(name in after)),
  };
}
