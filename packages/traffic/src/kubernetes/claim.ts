/**
 * Puts the objects of a split into the cluster with everything on the old side, and takes them away. A host behind a gateway
 * has one owner: rules of two objects for one host would be tried in an order that nobody chose. Of two that claim a host at
 * the same time the younger gives way.
 */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import type { Cluster } from './cluster.ts';
import { applyObject, deleteObject, type KubernetesObject, listObjects, nameOf, readObject } from './object.ts';
import { intruderIn, managerOf, migrationLabel, recordOf } from './record.ts';
import { nothing, type SplitShape } from './split-switch.ts';

/** Where an object takes requests from. */
export interface Claim {
  /** `namespace/name` of gateways. */
  readonly gateways: readonly string[];
  /** Lower case; `*` for all. */
  readonly hosts: readonly string[];
}

export interface ClaimingShape extends SplitShape {
  claimOf(object: KubernetesObject): Claim;
}

/** Idempotent: what is there keeps its shares. */
export async function addSplit(
  shape: ClaimingShape,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Result<void, Finding>> {
  const wanted = shape.objects(nothing(shape));
  const claimed = await rivalOf(shape, cluster, wanted, signal);
  if (!claimed.ok) return claimed;
  if (claimed.value !== undefined) return err(claimed.value.finding);
  let created = false;
  for (const [index, object] of wanted.entries()) {
    const there = await readObject(cluster, shape.resource, object.metadata, signal);
    if (!there.ok) return there;
    const put = await putInPlace(shape, cluster, index, object, there.value, signal);
    if (!put.ok) return put;
    created ||= there.value === undefined;
  }
  const names = new Set(wanted.map(({ metadata }) => metadata.name));
  const cleared = await removeWhere(shape, cluster, (name) => !names.has(name), signal);
  if (!cleared.ok) return cleared;
  if (!created) return ok(undefined);
  const after = await rivalOf(shape, cluster, wanted, signal);
  if (!after.ok) return after;
  if (after.value === undefined || !(await isYounger(shape, cluster, wanted, after.value.object, signal))) {
    return ok(undefined);
  }
  await removeSplit(shape, cluster, signal);
  return err(after.value.finding);
}

/** Nothing to remove is no failure. */
export const removeSplit = (shape: SplitShape, cluster: Cluster, signal: AbortSignal): Promise<Result<void, Finding>> =>
  removeWhere(shape, cluster, () => true, signal);

async function removeWhere(
  { resource, migration, namespace }: SplitShape,
  cluster: Cluster,
  goes: (name: string) => boolean,
  signal: AbortSignal,
): Promise<Result<void, Finding>> {
  const ours = await listObjects(cluster, resource, { namespace, labels: { [migrationLabel]: migration } }, signal);
  if (!ours.ok) return ours;
  for (const { metadata } of ours.value) {
    if (!goes(metadata.name)) continue;
    const gone = await deleteObject(cluster, resource, metadata, signal);
    if (!gone.ok) return gone;
  }
  return ok(undefined);
}

/** A new object takes nothing from the old side; one that is there learns other phases and keeps its shares and its record. */
async function putInPlace(
  shape: ClaimingShape,
  cluster: Cluster,
  index: number,
  fresh: KubernetesObject,
  there: KubernetesObject | undefined,
  signal: AbortSignal,
): Promise<Result<void, Finding>> {
  const { migration, phases, resource } = shape;
  const record = there && recordOf(there);
  // What somebody else changed is for the switch to say.
  if (there !== undefined && record !== undefined && intruderIn(there, migration) !== undefined) return ok(undefined);
  const gone = Object.entries(record?.shares ?? {}).find(([phase, share]) => share > 0 && !phases.includes(phase));
  if (gone !== undefined) return err(finding('TRF022', { migration, phase: gone[0], share: gone[1] }));
  const shares = Object.fromEntries(phases.map((phase) => [phase, record?.shares[phase] ?? 0]));
  const object = record === undefined ? fresh : (shape.objects({ ...record, shares })[index] ?? fresh);
  const version = there?.metadata.resourceVersion;
  const metadata = { ...object.metadata, ...(version === undefined ? {} : { resourceVersion: version }) };
  const applied = await applyObject(
    cluster,
    resource,
    { ...object, metadata },
    { manager: managerOf(migration) },
    signal,
  );
  if (applied.kind === 'applied') return ok(undefined);
  if (applied.kind === 'unknown') return err(applied.finding);
  const reason = applied.kind === 'refused' ? applied.reason : 'overtaken by another writer';
  return err(finding('TRF062', { object: nameOf(object), reason }));
}

interface Rival {
  readonly object: KubernetesObject;
  readonly finding: Finding;
}

async function rivalOf(
  shape: ClaimingShape,
  cluster: Cluster,
  wanted: readonly KubernetesObject[],
  signal: AbortSignal,
): Promise<Result<Rival | undefined, Finding>> {
  const all = await listObjects(cluster, shape.resource, {}, signal);
  if (!all.ok) return all;
  const claims = wanted.map((object) => shape.claimOf(object));
  for (const object of all.value) {
    const owner = object.metadata.labels?.[migrationLabel];
    if (owner === shape.migration) continue;
    const theirs = shape.claimOf(object);
    for (const ours of claims) {
      const host = ours.hosts.find((one) => theirs.hosts.includes(one));
      const gateway = ours.gateways.find((one) => theirs.gateways.includes(one));
      if (host === undefined || gateway === undefined) continue;
      const params = { migration: shape.migration, host, gateway, owner: owner ?? '', object: nameOf(object) };
      return ok({ object, finding: finding('TRF060', params) });
    }
  }
  return ok(undefined);
}

/** By the server's clock, then by name, so that both sides of a tie say the same. */
async function isYounger(
  shape: ClaimingShape,
  cluster: Cluster,
  wanted: readonly KubernetesObject[],
  rival: KubernetesObject,
  signal: AbortSignal,
): Promise<boolean> {
  const [first] = wanted;
  const ours = first && (await readObject(cluster, shape.resource, first.metadata, signal));
  if (ours === undefined || !ours.ok || ours.value === undefined) return true;
  const age = ({ metadata }: KubernetesObject): string =>
    `${metadata.creationTimestamp ?? ''} ${metadata.namespace}/${metadata.name}`;
  return age(ours.value) > age(rival);
}
