/**
 * One Envoy in front of old and new gateways, for many migrations at once. Everything it serves is in files of its folder,
 * so that it goes on, and can be put right, without any other process of ours.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { reasonOf, replaceFile } from '../../local/atomic.ts';
import { locked } from '../../local/lock.ts';
import { systemClock, until } from '../../local/wait.ts';
import { type AdminAddress, askAdmin } from '../../proxies/admin.ts';
import type { EnvoyBinary } from '../../proxies/envoy-binary.ts';
import { type RunningEnvoy, runningEnvoy, startEnvoy, stopEnvoy } from '../../proxies/envoy-process.ts';
import { awaitRoutes, beforeWrite, loadedWithin } from './await-routes.ts';
import { bootstrap } from './bootstrap.ts';
import { readDefinitions } from './definition.ts';
import { listOf, member } from '../../proxies/json.ts';
import { recordIn } from './loaded.ts';
import type { EntryAddresses } from '../edge.ts';
import { EdgeMigration, type EdgeMigrationInput } from '../model.ts';
import { edgeFiles, listenerName, publishLock, publishTurn, splitLock } from './names.ts';
import { connects, withPorts } from '../ports.ts';
import { publish } from './publish.ts';
import { splitFor, stillServing } from '../split.ts';
import type { Split } from '../switch.ts';
import { routesFile } from './routes.ts';

export interface EdgeOptions {
  readonly folder: string;
  readonly binary: EnvoyBinary;
  /** Worker threads; 2 unless said otherwise. */
  readonly concurrency?: number;
  /** Seconds that streams on the new side have left after a rollback, and at most two more; 10 unless said otherwise. */
  readonly drainSeconds?: number;
}

/** Starts the edge, or adopts the one that runs from the folder. It serves the migrations that the folder holds. */
export async function startEdge(options: EdgeOptions, signal: AbortSignal): Promise<Result<RunningEnvoy, Finding>> {
  const { folder } = options;
  const running = await runningEnvoy(folder, signal);
  if (running !== undefined) return ok(running);
  const files = edgeFiles(folder);
  try {
    await mkdir(files.migrations, { recursive: true, mode: 0o700 });
  } catch (error) {
    return err(finding('TRF017', { file: folder, reason: reasonOf(error) }));
  }
  const written = await replaceFile(files.bootstrap, `${JSON.stringify(bootstrap(folder))}\n`);
  if (!written.ok) return written;
  const published = await locked(publishLock(folder), publishTurn, signal, () => publish(folder, undefined, signal));
  if (!published.ok) return published;
  return startEnvoy(
    {
      folder,
      binary: options.binary,
      config: files.bootstrap,
      concurrency: options.concurrency ?? 2,
      // Observed: Envoy counts whole seconds and is up to one early; streams get at least what was promised.
      drainSeconds: (options.drainSeconds ?? 10) + 1,
    },
    signal,
  );
}

export const stopEdge = (folder: string, signal: AbortSignal): Promise<Result<void, Finding>> =>
  stopEnvoy(folder, 3000, signal);

/**
 * Puts a migration on a running edge, all of it on the old side, and waits until clients can connect. Doing it again
 * changes nothing; a share that was written meanwhile stays. Fails, and leaves the edge as it was, when a port is taken or
 * Envoy refuses a match.
 */
export async function addMigration(
  folder: string,
  input: EdgeMigrationInput,
  signal: AbortSignal,
): Promise<Result<EntryAddresses, Finding>> {
  const migration = EdgeMigration.parse(input);
  const files = edgeFiles(folder);
  const edge = await runningEnvoy(folder, signal);
  if (edge === undefined) return err(finding('TRF006', { address: folder, reason: 'ENOENT' }));
  return locked(publishLock(folder), publishTurn, signal, async () => {
    const all = await readDefinitions(folder);
    if (!all.ok) return all;
    const known = all.value.find((other) => other.name === migration.name);
    const wanted = await withPorts(known, migration);
    await mkdir(files.migration(migration.name), { recursive: true, mode: 0o700 });
    const former = await readFile(files.routes(migration.name), 'utf8').catch(() => undefined);
    const serving = stillServing(wanted, recordIn(former ?? ''));
    if (serving !== undefined) return err(serving);
    const done = await install({ folder, edge, isNew: known === undefined }, wanted, signal);
    if (done.ok) return done;
    // Whoever stopped this takes over from here; half of a clean-up would only be in the way.
    if (signal.aborted) return done;
    if (known === undefined) {
      // The definition first: a folder without one is nothing. The folder stays: see removeMigration.
      await rm(files.definition(migration.name), { force: true });
      await rm(files.routes(migration.name), { force: true });
    } else {
      await replaceFile(files.definition(migration.name), `${JSON.stringify(known)}\n`);
      if (former !== undefined) await replaceFile(files.routes(migration.name), former);
    }
    await publish(folder, edge.admin, signal);
    return done;
  });
}

interface Place {
  readonly folder: string;
  readonly edge: RunningEnvoy;
  readonly isNew: boolean;
}

/** Clusters before the routes that name them; for a new migration the routes before the doors that use them. */
async function install(
  { folder, edge, isNew }: Place,
  migration: EdgeMigration,
  signal: AbortSignal,
): Promise<Result<EntryAddresses, Finding>> {
  const { name } = migration;
  const files = edgeFiles(folder);
  const before = await beforeWrite(edge, name, signal);
  const defined = await replaceFile(files.definition(name), `${JSON.stringify(migration)}\n`);
  if (!defined.ok) return defined;
  if (!isNew) {
    const added = await publish(folder, edge.admin, signal, { keepClusters: true });
    if (!added.ok) return added;
  }
  let version = '';
  const routes = await locked(splitLock(folder, name), 5000, signal, async () => {
    const file = routesFile(migration, await splitOf(migration, folder));
    version = file.version;
    return replaceFile(files.routes(name), file.text);
  });
  if (!routes.ok) return routes;
  const published = await publish(folder, edge.admin, signal);
  if (!published.ok) return published;
  const overtaken = Number.parseInt(version, 10);
  const outcome = await awaitRoutes(
    edge,
    name,
    before,
    (loaded) => loaded.version === version || (loaded.record?.generation ?? 0) > overtaken,
    signal,
  );
  if (outcome.kind === 'rejected') return err(finding('TRF013', { migration: name, reason: outcome.reason }));
  if (outcome.kind === 'unknown') {
    return err(finding('TRF012', { migration: name, generation: overtaken, seconds: loadedWithin / 1000 }));
  }
  return boundAddresses(folder, migration, edge.admin, signal);
}

/** Takes a migration off the edge: its doors close, open connections have the drain time. Nothing to take off is no failure. */
export async function removeMigration(
  folder: string,
  name: string,
  signal: AbortSignal,
): Promise<Result<void, Finding>> {
  const edge = await runningEnvoy(folder, signal);
  return locked(publishLock(folder), publishTurn, signal, async () => {
    await rm(edgeFiles(folder).definition(name), { force: true });
    const published = await publish(folder, edge?.admin, signal);
    if (!published.ok) return published;
    // The folder stays: while a door drains, Envoy watches it, and shares that watch with a door of the same name that is
    // opened meanwhile. It would watch a folder that is gone, and never see the new routes.
    await rm(edgeFiles(folder).routes(name), { force: true });
    return ok(undefined);
  });
}

/** What the routes file records. */
async function splitOf(migration: EdgeMigration, folder: string): Promise<Split> {
  const text = await readFile(edgeFiles(folder).routes(migration.name), 'utf8').catch(() => '');
  return splitFor(migration, recordIn(text));
}

async function boundAddresses(
  folder: string,
  migration: EdgeMigration,
  admin: AdminAddress,
  signal: AbortSignal,
): Promise<Result<EntryAddresses, Finding>> {
  const found = await until(
    async () => {
      const answer = await askAdmin(admin, '/listeners?format=json', signal);
      if (!answer.ok) return undefined;
      const statuses = listOf(member(JSON.parse(answer.value), 'listener_statuses'));
      const addresses: Record<string, AdminAddress> = {};
      for (const entry of migration.entries) {
        const status = statuses.find((one) => member(one, 'name') === listenerName(migration.name, entry));
        const port = member(status, 'local_address', 'socket_address', 'port_value');
        if (typeof port !== 'number' || !(await connects(entry.address, port))) return undefined;
        addresses[entry.name] = { host: entry.address, port };
      }
      return addresses;
    },
    { within: 5000, every: 10, signal, clock: systemClock },
  );
  return found === undefined ? err(finding('TRF023', { file: edgeFiles(folder).listeners, seconds: 5 })) : ok(found);
}
