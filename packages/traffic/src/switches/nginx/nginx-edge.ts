/** A migration on an nginx that the user runs: Banyan writes a fragment, the user includes it and reloads once. */
import { chmod, mkdir, readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { nginxIndicator } from '../../indicators/nginx/nginx.ts';
import { reasonOf } from '../../local/atomic.ts';
import { locked } from '../../local/lock.ts';
import { readDefinitionIn } from '../definition.ts';
import { type Edge, type EdgeKind, edgeKind, type Installed } from '../edge.ts';
import { EdgeMigration, type EdgeMigrationInput } from '../model.ts';
import { freePort, openDoors, withPorts } from '../ports.ts';
import { putChanged, speaksTls } from '../own.ts';
import { splitFor, stillServing } from '../split.ts';
import { loadedFragment, putDivision, recordOnDisk } from './division.ts';
import { fragment } from './fragment.ts';
import { nginxFiles, nginxLock } from './names.ts';
import { nginxSwitch, statusPort } from './nginx-switch.ts';
import { NginxSettings } from './settings.ts';

/** Milliseconds to wait for one's turn. */
const turn = 10_000;

export const nginx: EdgeKind = edgeKind({
  settings: NginxSettings,
  resolve: (settings, base) => ({ ...settings, folder: resolve(base, settings.folder) }),
  make: (settings, migration): Edge => ({
    switch: nginxSwitch(settings, migration),
    indicator: nginxIndicator(settings, migration),
    install: (input, signal) => install(settings, input, signal),
    remove: (signal) => remove(settings, migration, signal),
  }),
});

async function install(
  { folder }: NginxSettings,
  input: EdgeMigrationInput,
  signal: AbortSignal,
): Promise<Result<Installed, Finding>> {
  const asked = EdgeMigration.parse(input);
  const secret = speaksTls(asked, 'nginx');
  if (secret !== undefined) return err(secret);
  const written = await locked(nginxLock(folder, asked.name), turn, signal, () => putFiles(folder, asked));
  if (!written.ok) return written;
  const { migration, digest, status } = written.value;
  const loaded = await loadedFragment(status, signal);
  // An nginx that does not know of the status door has not loaded the file that opens it.
  if (!loaded.ok || loaded.value.digest !== digest) {
    return err(finding('TRF040', { program: 'nginx', file: nginxFiles(folder, migration.name).fragment }));
  }
  const doors = await openDoors(migration, signal);
  return doors.ok ? ok({ doors: doors.value, version: `nginx ${loaded.value.version}` }) : doors;
}

interface Put {
  readonly migration: EdgeMigration;
  readonly digest: string;
  readonly status: number;
}

async function putFiles(folder: string, asked: EdgeMigration): Promise<Result<Put, Finding>> {
  const files = nginxFiles(folder, asked.name);
  const known = await readDefinitionIn(files.definition, asked.name);
  if (!known.ok && known.error.code !== 'TRF015') return known;
  const migration = await withPorts(known.ok ? known.value : undefined, asked);
  const record = await recordOnDisk(files, (file) => readFile(file, 'utf8'));
  const serving = stillServing(migration, record);
  if (serving !== undefined) return err(serving);
  try {
    await mkdir(files.counts, { recursive: true, mode: 0o755 });
    // Workers write there, as whatever user nginx gives them; as in /tmp, nobody may take away what is another's.
    await chmod(files.counts, 0o1777);
  } catch (error) {
    return err(finding('TRF017', { file: files.counts, reason: reasonOf(error) }));
  }
  const status = (await statusPort(folder, migration.name)) || (await freePort('127.0.0.1'));
  const split = splitFor(migration, record);
  const same = record !== undefined && JSON.stringify(record) === JSON.stringify(split);
  const divided = same ? ok(undefined) : await putDivision(files, split);
  if (!divided.ok) return divided;
  const made = fragment(migration, folder, status);
  const put = await putChanged([
    [files.statusPort, `${status}\n`],
    [files.definition, `${JSON.stringify(migration)}\n`],
    [files.fragment, made.text],
  ]);
  return put.ok ? ok({ migration, digest: made.digest, status }) : put;
}

/**
 * nginx keeps what it has loaded until it is reloaded, so its doors stay open, with everything on the old side; the folder
 * stays too, because the loaded fragment names it.
 */
async function remove({ folder }: NginxSettings, name: string, signal: AbortSignal): Promise<Result<void, Finding>> {
  const files = nginxFiles(folder, name);
  return locked(nginxLock(folder, name), turn, signal, async () => {
    const known = await readDefinitionIn(files.definition, name);
    if (!known.ok) return known.error.code === 'TRF015' ? ok(undefined) : known;
    const put = await putDivision(files, splitFor(known.value, undefined));
    if (!put.ok) return put;
    await rm(files.fragment, { force: true });
    await rm(files.definition, { force: true });
    return ok(undefined);
  });
}
