import { type Data, number, table, text } from '../../envoy/data.ts';
import type { Proxy } from '../model.ts';
import type { KubeObject } from '../object.ts';
import type { Origins } from '../origin.ts';
import { merged } from './merge.ts';
import { isMerge, type Patch, patchesFor } from './patches.ts';
import { patchedListener } from './patch-listeners.ts';
import type { MergingOf } from './patch-routes.ts';

export interface Resources {
  readonly listeners: readonly Data[];
  readonly clusters: readonly Data[];
}

/** What EnvoyFilters make of the configuration of a proxy: the last thing that happens to it. */
export function patched(
  { listeners, clusters }: Resources,
  objects: readonly KubeObject[],
  proxy: Proxy,
  origins: Origins,
): Resources {
  const patches = patchesFor(objects, proxy);
  const mergingOf: MergingOf = ({ operation }) => ({ origins, replacesLists: operation === 'MERGE_AND_REPLACE_LIST' });
  const added = (applyTo: string): readonly Data[] =>
    patches(applyTo)
      .filter(({ operation }) => operation === 'ADD')
      .map(({ value, origin }) => origins.mark({ ...value }, origin));
  const own = patches('CLUSTER');
  return {
    listeners: [...listeners.flatMap((one) => patchedListener(one, patches, mergingOf)), ...added('LISTENER')],
    clusters: [...clusters.flatMap((one) => patchedCluster(one, own, mergingOf)), ...added('CLUSTER')],
  };
}

function patchedCluster(cluster: Data, patches: readonly Patch[], mergingOf: MergingOf): readonly Data[] {
  let made = cluster;
  for (const patch of patches) {
    if (!fits(made, patch)) continue;
    if (patch.operation === 'REMOVE') return [];
    if (isMerge(patch)) made = merged(made, patch.value, mergingOf(patch));
  }
  return [made];
}

function fits(cluster: Data, { match }: Patch): boolean {
  const wanted = table(match, 'cluster');
  if (wanted === undefined) return true;
  const own = text(cluster, 'name') ?? '';
  const name = text(wanted, 'name') ?? '';
  if (name !== '') return name === own;
  const [, port, subset, host] = own.split('|');
  return (
    (text(wanted, 'subset') ?? subset) === subset &&
    (text(wanted, 'service') ?? host) === host &&
    (number(wanted, 'portNumber') ?? Number(port)) === Number(port)
  );
}
