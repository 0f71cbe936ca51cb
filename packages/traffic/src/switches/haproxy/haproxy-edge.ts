/** A migration on a HAProxy that the user runs: Banyan writes a fragment and a map, the user loads them. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { haproxyIndicator } from '../../indicators/haproxy/haproxy.ts';
import { reasonOf, replaceFile } from '../../local/atomic.ts';
import { locked } from '../../local/lock.ts';
import { readDefinitionIn } from '../definition.ts';
import { type Edge, type EdgeKind, edgeKind, type Installed } from '../edge.ts';
import { EdgeMigration, type EdgeMigrationInput } from '../model.ts';
import { putChanged, readable, speaksTls } from '../own.ts';
import { openDoors, withPorts } from '../ports.ts';
import { newest, splitFor, stillServing } from '../split.ts';
import { type Fragment, fragment } from './fragment.ts';
import { haproxySwitch } from './haproxy-switch.ts';
import { haproxyFiles, haproxyLock } from './names.ts';
import { askHaproxy } from './runtime.ts';
import { HaproxySettings } from './settings.ts';
import { commitShares, heldIn, loadedShares, mapText } from './shares.ts';

/** Milliseconds to wait for one's turn. */
const turn = 10_000;

export const haproxy: EdgeKind = edgeKind({
  settings: HaproxySettings,
  resolve: ({ socket, folder }, base) => ({ socket: resolve(base, socket), folder: resolve(base, folder) }),
  make: (settings, migration): Edge => ({
    switch: haproxySwitch(settings, migration),
    indicator: haproxyIndicator(settings, migration),
    install: (input, signal) => install(settings, input, signal),
    remove: (signal) => remove(settings, migration, signal),
  }),
});

async function install(
  settings: HaproxySettings,
  input: EdgeMigrationInput,
  signal: AbortSignal,
): Promise<Result<Installed, Finding>> {
  const asked = EdgeMigration.parse(input);
  const secret = speaksTls(asked, 'HAProxy');
  if (secret !== undefined) return err(secret);
  const written = await locked(haproxyLock(settings.folder, asked.name), turn, signal, () =>
    putFiles(settings, asked, signal),
  );
  if (!written.ok) return written;
  const { migration, table } = written.value;
  const running = await loadedFragment(settings, table, haproxyFiles(settings.folder, migration.name).fragment, signal);
  if (!running.ok) return running;
  const doors = await openDoors(migration, signal);
  return doors.ok ? ok({ doors: doors.value, ...running.value }) : doors;
}

interface Put {
  readonly migration: EdgeMigration;
  readonly table: string;
}

/** The map before the fragment that names it: HAProxy does not start without it. */
async function putFiles(
  settings: HaproxySettings,
  asked: EdgeMigration,
  signal: AbortSignal,
): Promise<Result<Put, Finding>> {
  const files = haproxyFiles(settings.folder, asked.name);
  const known = await readDefinitionIn(files.definition, asked.name);
  if (!known.ok && known.error.code !== 'TRF015') return known;
  const migration = await withPorts(known.ok ? known.value : undefined, asked);
  const loaded = await loadedShares(settings.socket, files, signal);
  const text = await readFile(files.map, 'utf8').catch(() => '');
  const record = newest(heldIn(text).record, loaded.ok ? loaded.value.record : undefined);
  const serving = stillServing(migration, record);
  if (serving !== undefined) return err(serving);
  try {
    await mkdir(dirname(files.map), { recursive: true, mode: 0o755 });
  } catch (error) {
    return err(finding('TRF017', { file: files.map, reason: reasonOf(error) }));
  }
  const made: Fragment = fragment(migration, files.map);
  const put = await putChanged([
    [files.map, mapText(splitFor(migration, record))],
    [files.definition, `${JSON.stringify(migration)}\n`],
    [files.fragment, made.text],
  ]);
  if (!put.ok) return put;
  return ok({ migration, table: made.table });
}

/** Program and process, once HAProxy has this very fragment; TRF040 until then. */
async function loadedFragment(
  { socket }: HaproxySettings,
  table: string,
  file: string,
  signal: AbortSignal,
): Promise<Result<{ readonly version: string; readonly pid: number }, Finding>> {
  const tables = await askHaproxy(socket, 'show table', signal);
  if (!tables.ok) return tables;
  if (!tables.value.includes(`# table: ${table},`)) return err(finding('TRF040', { program: 'HAProxy', file }));
  const info = await askHaproxy(socket, 'show info', signal);
  if (!info.ok) return info;
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(info.value)?.[1] ?? '';
  return ok({ version: `haproxy ${field('Version')}`, pid: Number(field('Pid')) });
}

/**
 * HAProxy keeps what it has loaded until it is reloaded, so its doors stay open, with everything on the old side; the map
 * stays too, because a HAProxy that still names it would not start without it.
 */
async function remove(settings: HaproxySettings, name: string, signal: AbortSignal): Promise<Result<void, Finding>> {
  const files = haproxyFiles(settings.folder, name);
  return locked(haproxyLock(settings.folder, name), turn, signal, async () => {
    const known = await readDefinitionIn(files.definition, name);
    if (!known.ok) return known.error.code === 'TRF015' ? ok(undefined) : known;
    const nothing = splitFor(known.value, undefined);
    const put = await replaceFile(files.map, mapText(nothing), readable);
    if (!put.ok) return put;
    const loaded = await loadedShares(settings.socket, files, signal);
    if (loaded.ok) {
      const committed = await commitShares(settings.socket, files.map, nothing, signal);
      if (!committed.ok) return committed;
    }
    await rm(files.fragment, { force: true });
    await rm(files.definition, { force: true });
    return ok(undefined);
  });
}
