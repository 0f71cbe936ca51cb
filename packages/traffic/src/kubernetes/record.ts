/** What a write leaves beside the weights, and who holds the rules now. */
import { z } from 'zod';
import type { Split } from '../switches/switch.ts';
import { listOf, member } from '../proxies/json.ts';
import type { KubernetesObject } from './object.ts';

/** A name as the API server takes it, short enough to be a part of others. */
export const objectName = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);

const key = (name: string): string => `banyan.dev/${name}`;

/** Names the migration to which a split object belongs. */
export const migrationLabel = key('migration');

/** Nobody else applies under this name. */
export const managerOf = (migration: string): string => `banyan-${migration}-weights`;

export const annotationsOf = ({ generation, author, shares }: Split): Readonly<Record<string, string>> => ({
  [key('generation')]: String(generation),
  [key('author')]: author,
  [key('shares')]: JSON.stringify(shares),
});

/** undefined when the record is missing or broken. */
export function recordOf({ metadata }: KubernetesObject): Split | undefined {
  const noted = metadata.annotations ?? {};
  const generation = Number(noted[key('generation')] ?? Number.NaN);
  const author = noted[key('author')];
  if (!Number.isSafeInteger(generation) || author === undefined) return undefined;
  try {
    const shares: unknown = JSON.parse(noted[key('shares')] ?? '');
    if (typeof shares !== 'object' || shares === null) return undefined;
    const entries = Object.entries(shares).filter((one): one is [string, number] => typeof one[1] === 'number');
    return { generation, author, shares: Object.fromEntries(entries) };
  } catch {
    return undefined;
  }
}

/**
 * The last manager that took a part of the spec away from ours; undefined while ours holds all that it applied. Lists of
 * rules are atomic: whoever changes a weight takes the whole list.
 */
export function intruderIn({ metadata, spec }: KubernetesObject, migration: string): string | undefined {
  const entries = (metadata.managedFields ?? []).filter((one) => member(one, 'subresource') === undefined);
  const ours = entries.find(
    (one) => member(one, 'manager') === managerOf(migration) && member(one, 'operation') === 'Apply',
  );
  const fields = Object.keys(typeof spec === 'object' && spec !== null ? spec : {});
  const lost = fields.filter((field) => member(ours, 'fieldsV1', 'f:spec', `f:${field}`) === undefined);
  if (lost.length === 0) return undefined;
  const holders = listOf(entries)
    .filter(
      (one) => one !== ours && lost.some((field) => member(one, 'fieldsV1', 'f:spec', `f:${field}`) !== undefined),
    )
    .sort((a, b) => String(member(a, 'time')).localeCompare(String(member(b, 'time'))));
  const manager = member(holders.at(-1), 'manager');
  return typeof manager === 'string' ? manager : 'unknown';
}
