/** Writes the edge's clusters and listeners from the definitions of all migrations, and waits until Envoy has them. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { replaceFile } from '../../local/atomic.ts';
import { systemClock, until } from '../../local/wait.ts';
import { type AdminAddress, askAdmin } from '../../proxies/admin.ts';
import { type Json, listOf, member, resources } from '../../proxies/json.ts';
import type { Split } from '../switch.ts';
import { clusters } from './clusters.ts';
import { readDefinitions } from './definition.ts';
import { listeners } from './listeners.ts';
import { recordIn } from './loaded.ts';
import type { EdgeMigration } from '../model.ts';
import { edgeFiles, parseClusterName, parsePassage } from './names.ts';
import { type Open, passageClusters, passages } from './passages.ts';

/** A migration whose shares are about to be written: its passages open before. */
export interface Opening {
  readonly migration: string;
  readonly split: Split;
}

/**
 * Without an admin address only the files are written, for an Envoy that is yet to start. The caller holds `publishLock`.
 * Passages are taken away for the migration of `closing` only: others may have written routes that Envoy still has to load.
 * Listeners never name a cluster that is not there: clusters that go are kept until the listeners have gone, and longer
 * with `keepClusters`, for routes that still name them.
 */
export async function publish(
  folder: string,
  admin: AdminAddress | undefined,
  signal: AbortSignal,
  more: { readonly opening?: Opening; readonly closing?: string; readonly keepClusters?: boolean } = {},
): Promise<Result<void, Finding>> {
  const definitions = await readDefinitions(folder);
  if (!definitions.ok) return definitions;
  const files = edgeFiles(folder);
  const wanted: Resource[] = [];
  const doors: Resource[] = [];
  for (const migration of definitions.value) {
    // One whose adding was killed before its routes were there: Envoy would refuse the doors of all migrations.
    if (!existsSync(files.routes(migration.name))) continue;
    const keeps = admin !== undefined && more.closing !== migration.name;
    const open = await openPhases(folder, migration, more.opening, keeps);
    wanted.push(
      ...[...clusters(migration, open), ...passageClusters(migration)].map(as('envoy.config.cluster.v3.Cluster')),
    );
    doors.push(
      ...[...listeners(migration, folder), ...passages(migration, open)].map(as('envoy.config.listener.v3.Listener')),
    );
  }
  const going = (await listed(files.clusters)).filter((one) => !wanted.some(({ name }) => name === one.name));
  const cds = { file: files.clusters, stat: 'cluster_manager.cds', dump: 'dynamic_warming_clusters' };
  const lds = { file: files.listeners, stat: 'listener_manager.lds', dump: 'dynamic_listeners' };
  const steps: (readonly [Kind, readonly Resource[]])[] = [
    [cds, [...wanted, ...going]],
    [lds, doors],
  ];
  if (going.length > 0 && !more.keepClusters) steps.push([cds, wanted]);
  for (const [kind, list] of steps) {
    const done = await put(kind, list, admin, signal);
    if (!done.ok) return done;
  }
  return ok(undefined);
}

/**
 * Phases with a share on the new side, by the record in the routes file or by what is about to be written; with `keeps`,
 * those too whose passage is there.
 */
async function openPhases(
  folder: string,
  { name }: EdgeMigration,
  opening: Opening | undefined,
  keeps: boolean,
): Promise<Open> {
  const text = await readFile(edgeFiles(folder).routes(name), 'utf8').catch(() => '');
  const splits = [recordIn(text), opening?.migration === name ? opening.split : undefined];
  const open = new Map<string, number>();
  for (const split of splits) {
    for (const [phase, share] of Object.entries(split?.shares ?? {})) {
      if (share > 0 && !open.has(phase)) open.set(phase, split?.generation ?? 0);
    }
  }
  // A passage that is there stays as it is: only another one gets another number.
  for (const { name: listener } of await listed(edgeFiles(folder).listeners)) {
    const there = parsePassage(name, listener);
    if (there !== undefined && (keeps || open.has(there[0]))) open.set(...there);
  }
  return open;
}

type Resource = { readonly [key: string]: Json } & { readonly name: string };

const as =
  (type: string) =>
  (value: Json): Resource => // Clusters and listeners are objects with a name.
  ({ '@type': `type.googleapis.com/${type}`, ...(value as Resource) });

interface Kind {
  readonly file: string;
  readonly stat: string;
  readonly dump: string;
}

async function put(
  kind: Kind,
  list: readonly Resource[],
  admin: AdminAddress | undefined,
  signal: AbortSignal,
): Promise<Result<void, Finding>> {
  const version = createHash('sha256').update(JSON.stringify(list)).digest('hex').slice(0, 16);
  const text = resources(version, list);
  const before = await readFile(kind.file, 'utf8').catch(() => '');
  const beforeWrite = admin === undefined || text === before ? undefined : await status(admin, kind.stat, signal);
  if (text !== before) {
    const written = await replaceFile(kind.file, text);
    if (!written.ok) return written;
  }
  if (admin === undefined) return ok(undefined);
  const outcome = await until(
    async () => {
      const now = await status(admin, kind.stat, signal);
      if (now?.version === version) return 'loaded';
      return beforeWrite !== undefined && now !== undefined && now.rejected > beforeWrite.rejected
        ? 'rejected'
        : undefined;
    },
    { within: 10_000, every: 10, signal, clock: systemClock },
  );
  if (outcome === 'loaded') return ok(undefined);
  if (outcome === undefined) return err(finding('TRF023', { file: kind.file, seconds: 10 }));
  const reason = await errorStates(admin, kind.dump, signal);
  const address = /cannot bind '([^']+)'[^;]*Address already in use/i.exec(reason)?.[1];
  if (address !== undefined) return err(finding('TRF003', { address }));
  return err(finding('TRF013', { migration: kind.stat, reason }));
}

interface Status {
  /** That was loaded last. */
  readonly version: string;
  /** How many updates were rejected since Envoy began. */
  readonly rejected: number;
}

async function status(admin: AdminAddress, name: string, signal: AbortSignal): Promise<Status | undefined> {
  const expression = `^${name.replaceAll('.', '\\.')}\\.(version_text|update_rejected)$`;
  const answer = await askAdmin(admin, `/stats?filter=${encodeURIComponent(expression)}`, signal);
  if (!answer.ok) return undefined;
  return {
    version: /version_text: "(.*)"/.exec(answer.value)?.[1] ?? '',
    rejected: Number(/update_rejected: (\d+)/.exec(answer.value)?.[1] ?? 0),
  };
}

async function errorStates(admin: AdminAddress, dump: string, signal: AbortSignal): Promise<string> {
  const answer = await askAdmin(admin, `/config_dump?resource=${dump}`, signal);
  const reasons = (answer.ok ? listOf(member(JSON.parse(answer.value), 'configs')) : [])
    .map((config) => member(config, 'error_state', 'details'))
    .filter((details) => typeof details === 'string');
  return reasons.join('; ').slice(0, 600) || dump;
}

/** The resources of a file as they are now. */
async function listed(file: string): Promise<Resource[]> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  try {
    // Written by `put`: a list of resources.
    return listOf(member(JSON.parse(text), 'resources')) as Resource[];
  } catch {
    return [];
  }
}

/**
 * Whether the passages of a migration are those that its shares need: `missing` ones would fail requests. A passage counts
 * when the phase's clusters lead to it: a writer that was killed between clusters and listeners leaves them apart.
 */
export async function passagesFor(
  folder: string,
  migration: string,
  shares: Split['shares'],
): Promise<{ readonly missing: boolean; readonly tooMany: boolean }> {
  const files = edgeFiles(folder);
  const there = new Set((await listed(files.listeners)).map(({ name }) => name));
  const ways = (await listed(files.clusters)).flatMap((cluster) => {
    const parts = parseClusterName(cluster.name);
    return parts?.migration === migration && parts.side === 'new'
      ? [{ phase: parts.phase, to: passageOf(cluster) }]
      : [];
  });
  const needed = Object.keys(shares).filter((phase) => (shares[phase] ?? 0) > 0);
  const reached = (phase: string): boolean => {
    const own = ways.filter((way) => way.phase === phase);
    return own.length > 0 && own.every(({ to }) => to !== undefined && there.has(to));
  };
  return {
    missing: needed.some((phase) => !reached(phase)),
    tooMany: [...there].some((name) => {
      const phase = parsePassage(migration, name)?.[0];
      return phase !== undefined && !needed.includes(phase);
    }),
  };
}

/** The listener that a cluster of the new side leads to. */
function passageOf(cluster: Resource): string | undefined {
  const [group] = listOf(member(cluster, 'load_assignment', 'endpoints'));
  const [one] = listOf(member(group, 'lb_endpoints'));
  const name = member(one, 'endpoint', 'address', 'envoy_internal_address', 'server_listener_name');
  return typeof name === 'string' ? name : undefined;
}
