/**
 * Weights in the route configuration of one migration, a file that Envoy watches. Needs the edge's folder and its running
 * Envoy, and nothing else: a rollback works with the engine dead.
 */
import { readFile } from 'node:fs/promises';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { replaceFile } from '../../local/atomic.ts';
import { locked } from '../../local/lock.ts';
import { systemClock } from '../../local/wait.ts';
import { type RunningEnvoy, runningEnvoy } from '../../proxies/envoy-process.ts';
import { mayReplace, nonsenseIn, rejected, sameShares, stale, unreachable } from '../division.ts';
import { asSplit, granularity, newest } from '../split.ts';
import type { Split, Switch, SwitchFailure } from '../switch.ts';
import { awaitRoutes, beforeWrite, loadedWithin } from './await-routes.ts';
import { readDefinition } from './definition.ts';
import { type Loaded, loadedRoutes, recordIn } from './loaded.ts';
import type { EdgeMigration } from '../model.ts';
import { edgeFiles, publishLock, publishTurn, splitLock } from './names.ts';
import { passagesFor, publish } from './publish.ts';
import { routesFile } from './routes.ts';

/** Milliseconds between loaded routes and the end of a passage that they no longer use. */
const workersFollow = 100;

/** The switch of one migration on the edge that runs from `folder`. */
export function envoyEdgeSwitch(folder: string, migration: string): Switch {
  return {
    kind: 'envoy-edge',
    limits: {
      granularity,
      delay: { seconds: 0.5, reason: 'Envoy sees the rename over its file and hands the routes to its workers' },
      openStreams: 'nothing new at once; what is open has the drain time of the edge, then it is cut',
    },
    read: (signal) => read(folder, migration, signal),
    write: (split, signal) => write(folder, migration, split, signal),
  };
}

async function read(folder: string, migration: string, signal: AbortSignal): Promise<Result<Split, SwitchFailure>> {
  const defined = await readDefinition(folder, migration);
  if (!defined.ok) return unreachable(defined.error);
  const edge = await runningEnvoy(folder, signal);
  if (edge === undefined) return unreachable(finding('TRF006', { address: folder, reason: 'ESRCH' }));
  const loaded = await loadedRoutes(edge.admin, migration, signal);
  if (!loaded.ok) return unreachable(loaded.error);
  if (loaded.value === undefined) return unreachable(finding('TRF015', { migration }));
  return asSplit(migration, loaded.value);
}

async function write(
  folder: string,
  name: string,
  split: Split,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure>> {
  const defined = await readDefinition(folder, name);
  if (!defined.ok) return rejected(defined.error);
  const phases = defined.value.phases.map((phase) => phase.name);
  const wrong = nonsenseIn(split, name, phases, granularity);
  if (wrong !== undefined) return rejected(wrong);
  const edge = await runningEnvoy(folder, signal);
  const target = { folder, file: edgeFiles(folder).routes(name), migration: defined.value, edge };
  const { missing } = await passagesFor(folder, name, split.shares);
  // A passage that no loaded share needs may be about to be closed by whoever took that share away.
  const opens = missing || !(await alreadyShared(target.file, split));
  const outcome = opens ? await writeOpening(target, split, signal) : await writeRoutes(target, split, signal);
  // Routes that are not loaded may still need what they are about to lose.
  if (!outcome.ok) return outcome;
  const closed = await closeUnneeded(target, signal);
  return !closed.ok ? unreachable(closed.error) : outcome;
}

/** Whether every phase that has a share on the new side has one already, by the record of the routes. */
async function alreadyShared(file: string, { shares }: Split): Promise<boolean> {
  const held = recordIn(await readFile(file, 'utf8').catch(() => ''))?.shares ?? {};
  return Object.entries(shares).every(([phase, share]) => share <= 0 || (held[phase] ?? 0) > 0);
}

/** The passages of phases that get their first share are opened, and stay open, until the routes are loaded. */
async function writeOpening(target: Target, split: Split, signal: AbortSignal): Promise<Result<Split, SwitchFailure>> {
  const { folder, migration, edge } = target;
  let outcome: Result<Split, SwitchFailure> | undefined;
  const done = await locked(publishLock(folder), publishTurn, signal, async () => {
    const opened = await publish(folder, edge?.admin, signal, { opening: { migration: migration.name, split } });
    if (opened.ok) outcome = await writeRoutes(target, split, signal);
    return opened;
  });
  return outcome ?? (done.ok ? unreachable(finding('TRF015', { migration: migration.name })) : rejected(done.error));
}

/** Takes away the passages of phases without a share, once the routes that used them are gone from every worker. */
async function closeUnneeded(
  { folder, file, migration, edge }: Target,
  signal: AbortSignal,
): Promise<Result<void, Finding>> {
  const needed = async () => recordIn(await readFile(file, 'utf8').catch(() => ''))?.shares ?? {};
  if (!(await passagesFor(folder, migration.name, await needed())).tooMany) return ok(undefined);
  // Envoy's main thread has loaded the routes; its workers take them over in order, before they lose the listener.
  await systemClock.sleep(workersFollow, signal);
  return locked(publishLock(folder), publishTurn, signal, () =>
    publish(folder, edge?.admin, signal, { closing: migration.name }),
  );
}

async function writeRoutes(target: Target, split: Split, signal: AbortSignal): Promise<Result<Split, SwitchFailure>> {
  const { file, edge } = target;
  const { name } = target.migration;
  const before = edge && (await beforeWrite(edge, name, signal));
  const put = await putFile(target, split, signal);
  if (!put.ok) return put;
  if (edge === undefined || before === undefined) {
    return unreachable(finding('TRF006', { address: target.folder, reason: 'ESRCH' }));
  }
  const outcome = await awaitRoutes(edge, name, before, (loaded) => settled(loaded, split), signal);
  if (outcome.kind === 'unknown') {
    const seconds = loadedWithin / 1000;
    return unreachable(finding('TRF012', { migration: name, generation: split.generation, seconds }));
  }
  if (outcome.kind === 'rejected') {
    await putBack(splitLock(target.folder, name), file, put.value, signal);
    return rejected(finding('TRF013', { migration: name, reason: outcome.reason }));
  }
  const readBack = asSplit(name, outcome.loaded);
  if (readBack.ok && readBack.value.generation > split.generation) return stale(name, split, readBack.value);
  return readBack;
}

interface Target {
  readonly folder: string;
  readonly file: string;
  readonly migration: EdgeMigration;
  readonly edge: RunningEnvoy | undefined;
}

interface Put {
  readonly before: string;
  readonly after: string;
}

/** Under the migration's lock: refuses what is older than the file or than what is loaded, else replaces the file. */
async function putFile(target: Target, split: Split, signal: AbortSignal): Promise<Result<Put, SwitchFailure>> {
  const { migration, file, edge } = target;
  let refused: Result<never, SwitchFailure> | undefined;
  const done = await locked(
    splitLock(target.folder, migration.name),
    2000,
    signal,
    async (): Promise<Result<Put, Finding>> => {
      const before = await readFile(file, 'utf8').catch(() => '');
      const loaded = edge === undefined ? undefined : await loadedRoutes(edge.admin, migration.name, signal);
      const held = newest(recordIn(before), loaded?.ok ? loaded.value?.record : undefined);
      const after = routesFile(migration, split).text;
      if (held !== undefined && !mayReplace(held, split)) refused = stale(migration.name, split, held);
      if (refused !== undefined) return ok({ before, after });
      if (after === before && loaded?.ok && loaded.value !== undefined && settled(loaded.value, split)) {
        return ok({ before, after });
      }
      if (signal.aborted) return err(finding('TRF017', { file, reason: 'ECANCELED' }));
      const written = await replaceFile(file, after);
      return written.ok ? ok({ before, after }) : written;
    },
  );
  if (refused !== undefined) return refused;
  return done.ok ? done : rejected(done.error);
}

/** After a rejected update, so that a restarted Envoy finds what is being served; not when somebody wrote meanwhile. */
async function putBack(lock: string, file: string, put: Put, signal: AbortSignal): Promise<void> {
  await locked(lock, 2000, signal, async () => {
    const now = await readFile(file, 'utf8').catch(() => '');
    return now === put.after ? replaceFile(file, put.before) : ok(undefined);
  });
}

/** Loaded, or overtaken by a newer decision. */
const settled = ({ record, shares }: Loaded, split: Split): boolean =>
  record !== undefined &&
  (record.generation > split.generation ||
    (record.generation === split.generation && sameShares(shares, split.shares)));
