/**
 * A switch whose split lives in objects of its own, that a controller brings to the replicas of a gateway. The objects hold
 * one rule for each phase and nothing else, and belong to one field manager; the record of the last write is beside the
 * weights, and the generation is in the names of the rules, so that the gateway tells which decision it has loaded.
 *
 * Believed is a split that every replica shows with its generation and weights while the objects say the same. The objects
 * are written one after the other, each only if it is still the one that was read: the first decides between two writers.
 */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { systemClock, until } from '../local/wait.ts';
import { mayReplace, nonsenseIn, rejected, sameShares, stale, unreachable } from '../switches/division.ts';
import type { Split, Switch, SwitchFailure } from '../switches/switch.ts';
import type { Cluster } from './cluster.ts';
import { type Endpoint, loadedPhases } from './loaded.ts';
import { applyObject, type KubernetesObject, nameOf, readObject, type Resource } from './object.ts';
import { intruderIn, managerOf, recordOf } from './record.ts';
import type { Replicas } from './replicas.ts';

/** How one kind of object holds a split. */
export interface SplitShape {
  readonly switchKind: string;
  readonly resource: Resource;
  readonly migration: string;
  readonly namespace: string;
  readonly phases: readonly string[];
  readonly granularity: number;
  readonly sides: { readonly old: Endpoint; readonly new: Endpoint };
  /** The whole of the objects, first to last, always the same ones for the same definition. */
  objects(split: Split): readonly KubernetesObject[];
  /** Percent on the new side by phase, from an object's own rules; NaN where it cannot be said. */
  sharesIn(object: KubernetesObject): ReadonlyMap<string, number>;
}

export interface Access {
  readonly cluster: Cluster;
  readonly replicas: Replicas;
}

/** Milliseconds within which all replicas must show a write: istiod's longest wait for quiet (10 s), and then some. */
const loadedWithin = 20_000;
const every = 50;
/** Milliseconds for a gateway or a server that does not answer to come back. */
const silence = 3000;

/** How istiod spreads a change, with what was measured on two cores. */
const delay = {
  seconds: 10,
  reason:
    'istiod waits for quiet before it tells its gateways: 0.24 s on a quiet cluster, up to 3.6 s while others change things, at most 10 s (PILOT_DEBOUNCE_MAX)',
};

export function splitSwitch(shape: SplitShape, access: Access): Switch {
  return {
    kind: shape.switchKind,
    limits: {
      granularity: shape.granularity,
      delay,
      openStreams: 'nothing new at once; what is open stays on its side until it ends or the gateway closes it',
    },
    read: (signal) => read(shape, access, signal),
    write: (split, signal) => write(shape, access, split, signal),
  };
}

async function read(shape: SplitShape, access: Access, signal: AbortSignal): Promise<Result<Split, SwitchFailure>> {
  const held = await heldBy(shape, access.cluster, signal);
  if (!held.ok) return unreachable(held.error);
  const recorded = agreed(shape, held.value);
  return recorded.ok ? shown(shape, access.replicas, recorded.value, signal) : recorded;
}

/** The objects as they are, in the shape's order; TRF065 where one is missing. */
async function heldBy(
  shape: SplitShape,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Result<readonly KubernetesObject[], Finding>> {
  const wanted = shape.objects(nothing(shape));
  const answers = await Promise.all(
    wanted.map(({ metadata }) => readObject(cluster, shape.resource, metadata, signal)),
  );
  const found: KubernetesObject[] = [];
  for (const [index, answer] of answers.entries()) {
    if (!answer.ok) return answer;
    const object = wanted[index];
    if (answer.value !== undefined) found.push(answer.value);
    else if (object !== undefined) {
      return err(finding('TRF065', { migration: shape.migration, object: nameOf(object) }));
    }
  }
  return ok(found);
}

/** Everything on the old side, before any decision. */
export const nothing = ({ phases }: Pick<SplitShape, 'phases'>): Split => ({
  generation: 0,
  author: 'none',
  shares: Object.fromEntries(phases.map((phase) => [phase, 0])),
});

/** What the objects say, if they say one thing and nobody else has written to them. */
function agreed(shape: SplitShape, objects: readonly KubernetesObject[]): Result<Split, SwitchFailure> {
  const { migration, phases } = shape;
  const records = objects.map(recordOf);
  const newest = newestOf(records);
  const written = new Map(objects.flatMap((object) => [...shape.sharesIn(object)]));
  const shares = Object.fromEntries(phases.map((phase) => [phase, written.get(phase) ?? Number.NaN]));
  const found: Split = { generation: newest?.generation ?? 0, author: newest?.author ?? 'unknown', shares };
  const foreign = (why: Finding): Result<Split, SwitchFailure> => err({ kind: 'foreign', found, finding: why });
  const behind = records.filter((record) => record?.generation !== newest?.generation).length;
  for (const [index, object] of objects.entries()) {
    const record = records[index];
    const manager = intruderIn(object, migration);
    for (const [phase, loaded] of shape.sharesIn(object)) {
      const recorded = record?.shares[phase] ?? 0;
      if (record !== undefined && recorded === loaded) continue;
      return foreign(
        finding('TRF064', {
          migration,
          phase,
          recorded,
          loaded,
          manager: manager ?? 'unknown',
          object: nameOf(object),
        }),
      );
    }
    if (manager !== undefined || record === undefined) {
      return foreign(finding('TRF067', { migration, object: nameOf(object), manager: manager ?? 'unknown' }));
    }
  }
  if (behind > 0) {
    const params = { migration, generation: found.generation, written: objects.length - behind, all: objects.length };
    return unreachable(finding('TRF068', { ...params, reason: 'an earlier write stopped on its way' }));
  }
  return ok(found);
}

function newestOf(records: readonly (Split | undefined)[]): Split | undefined {
  let newest: Split | undefined;
  for (const record of records) {
    if (record !== undefined && (newest === undefined || record.generation > newest.generation)) newest = record;
  }
  return newest;
}

/** The split, when every replica has loaded it. */
async function shown(
  shape: SplitShape,
  replicas: Replicas,
  split: Split,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure>> {
  const { migration, sides, phases } = shape;
  const all = await replicas(signal);
  if (!all.ok) return unreachable(all.error);
  const dumps = await Promise.all(all.value.map(async (replica) => ({ replica, dump: await replica.dump(signal) })));
  for (const { replica, dump } of dumps) {
    if (!dump.ok) return unreachable(dump.error);
    const loaded = loadedPhases(dump.value, migration, sides);
    for (const phase of phases) {
      const one = loaded.get(phase);
      if (one?.generation !== split.generation) {
        const params = {
          migration,
          generation: split.generation,
          replica: replica.name,
          loaded: one?.generation ?? -1,
        };
        return unreachable(finding('TRF063', params));
      }
      const recorded = split.shares[phase] ?? 0;
      if (one.share === recorded) continue;
      const shares = { ...split.shares, ...Object.fromEntries([...loaded].map(([name, { share }]) => [name, share])) };
      const why = finding('TRF014', { migration, phase, recorded, loaded: one.share });
      return err({ kind: 'foreign', found: { ...split, shares }, finding: why });
    }
  }
  return ok(split);
}

async function write(
  shape: SplitShape,
  access: Access,
  split: Split,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure>> {
  const { migration, phases, granularity } = shape;
  const nonsense = nonsenseIn(split, migration, phases, granularity);
  if (nonsense !== undefined) return rejected(nonsense);
  const wanted = shape.objects(split);
  for (const [index, object] of wanted.entries()) {
    const put = await putObject(shape, access.cluster, object, split, signal);
    if (put === undefined) continue;
    if (put.ok || index === 0 || put.error.kind === 'stale') return put;
    const params = { migration, generation: split.generation, written: index, all: wanted.length };
    return unreachable(finding('TRF068', { ...params, reason: JSON.stringify(put.error.finding.params) }));
  }
  const begun = systemClock.now();
  let last: Result<Split, SwitchFailure> = unreachable(
    finding('TRF061', { server: access.cluster.server, reason: '' }),
  );
  const done = await until(
    async () => {
      last = await read(shape, access, signal);
      const silent = !last.ok && last.error.finding.code !== 'TRF063' && systemClock.now() > begun + silence;
      return silent || settled(last, split) ? last : undefined;
    },
    { within: loadedWithin, every, signal, clock: systemClock },
  );
  const outcome = done ?? last;
  if (outcome.ok && outcome.value.generation > split.generation) return stale(migration, split, outcome.value);
  // What somebody changed behind the write is for the next reading to say; this one is not known to hold.
  return outcome.ok || outcome.error.kind !== 'foreign' ? outcome : unreachable(outcome.error.finding);
}

/** Loaded as wanted, or overtaken by a newer decision. */
const settled = (outcome: Result<Split, SwitchFailure>, split: Split): boolean =>
  outcome.ok &&
  (outcome.value.generation > split.generation ||
    (outcome.value.generation === split.generation && sameShares(outcome.value.shares, split.shares)));

/** How often one object may be overtaken by other writers before a write gives up. */
const attempts = 20;

/** undefined when it was written. */
async function putObject(
  { resource, migration }: SplitShape,
  cluster: Cluster,
  object: KubernetesObject,
  split: Split,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure> | undefined> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const now = await readObject(cluster, resource, object.metadata, signal);
    if (!now.ok) return unreachable(now.error);
    if (now.value === undefined) return rejected(finding('TRF065', { migration, object: nameOf(object) }));
    const record = recordOf(now.value);
    if (record !== undefined && !mayReplace(record, split)) return stale(migration, split, record);
    const { resourceVersion } = now.value.metadata;
    const metadata = { ...object.metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
    const manager = managerOf(migration);
    const applied = await applyObject(cluster, resource, { ...object, metadata }, { manager }, signal);
    if (applied.kind === 'applied') return undefined;
    if (applied.kind === 'unknown') return unreachable(applied.finding);
    if (applied.kind === 'refused') {
      return rejected(finding('TRF062', { object: nameOf(object), reason: applied.reason }));
    }
  }
  return rejected(finding('TRF062', { object: nameOf(object), reason: `overtaken ${attempts} times` }));
}
