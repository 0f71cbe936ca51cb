import { type Data, number, table, tables, text } from '../../envoy/data.ts';
import type { Proxy } from '../model.ts';
import { compare, type KubeObject, titleOf } from '../object.ts';
import type { Origin } from '../origin.ts';
import { reaches } from './reach.ts';

/** One of the `configPatches` of an EnvoyFilter. */
export interface Patch {
  readonly operation: string;
  readonly match: Data;
  readonly value: Data;
  readonly origin: Origin;
}

export type Patches = (applyTo: string) => readonly Patch[];

/** The patches for a proxy in their order: by priority, those of the root namespace first, then by age. */
export function patchesFor(objects: readonly KubeObject[], proxy: Proxy): Patches {
  const filters = objects
    .filter(({ kind, group }) => kind === 'EnvoyFilter' && group === 'networking.istio.io')
    .filter((object) => reaches(object, proxy))
    .toSorted(
      (one, other) =>
        (number(one.spec, 'priority') ?? 0) - (number(other.spec, 'priority') ?? 0) ||
        Number(other.namespace === root) - Number(one.namespace === root) ||
        compare(one.created, other.created) ||
        compare(`${one.name}.${one.namespace}`, `${other.name}.${other.namespace}`),
    );
  const known = new Map<string, Patch[]>();
  for (const object of filters) {
    for (const [index, patch] of tables(object.spec, 'configPatches').entries()) {
      const applyTo = text(patch, 'applyTo') ?? '';
      const match = table(patch, 'match') ?? {};
      if (!/^(?:ANY|GATEWAY|)$/.test(text(match, 'context') ?? '')) continue;
      const change = table(patch, 'patch') ?? {};
      const list = known.get(applyTo) ?? [];
      known.set(applyTo, list);
      list.push({
        operation: text(change, 'operation') ?? '',
        match,
        value: table(change, 'value') ?? {},
        origin: { at: `${object.at}/spec/configPatches/${index}`, what: `${titleOf(object)}, patch ${index + 1}` },
      });
    }
  }
  return (applyTo) => known.get(applyTo) ?? [];
}

const root = 'istio-system';

/** Whether the operation changes what is there by a merge. */
export const isMerge = ({ operation }: Patch): boolean =>
  operation === 'MERGE' || operation === 'MERGE_AND_REPLACE_LIST';

export interface Place<T> {
  /** Whether the patch names one of the items at all. */
  readonly names: boolean;
  readonly is: (item: T) => boolean;
}

/** Adds the patch's value to a list, or takes out of it: every operation but the merge. */
export function edited(list: readonly Data[], patch: Patch, { names, is }: Place<Data>, value: Data): readonly Data[] {
  const { operation } = patch;
  const at = list.findIndex(is);
  if (operation === 'ADD' || (operation === 'INSERT_AFTER' && !names)) return [...list, value];
  if (operation === 'INSERT_FIRST' && (!names || at >= 0)) return [value, ...list];
  if (operation === 'INSERT_BEFORE' && !names) return [value, ...list];
  if (operation === 'REMOVE') return names ? list.filter((one) => !is(one)) : list;
  if (at < 0) return list;
  if (operation === 'INSERT_AFTER') return [...list.slice(0, at + 1), value, ...list.slice(at + 1)];
  if (operation === 'INSERT_BEFORE') return [...list.slice(0, at), value, ...list.slice(at)];
  return operation === 'REPLACE' && names ? [...list.slice(0, at), value, ...list.slice(at + 1)] : list;
}
