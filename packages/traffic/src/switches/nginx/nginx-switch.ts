/**
 * Shares as files that nginx looks for at each request. A link leads to the division in force, so a write is one turn of the
 * link: no reload, no signal, nothing but a folder. What is read back is what nginx itself sees there.
 */
import { readFile } from 'node:fs/promises';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { locked } from '../../local/lock.ts';
import { readDefinitionIn } from '../definition.ts';
import { mayReplace, nonsenseIn, rejected, stale, unreachable } from '../division.ts';
import type { EdgeMigration } from '../model.ts';
import { asSplit, granularity } from '../split.ts';
import type { Split, Switch, SwitchFailure } from '../switch.ts';
import { putDivision, recordOnDisk, seenDivision } from './division.ts';
import { nginxFiles, nginxLock } from './names.ts';
import type { NginxSettings } from './settings.ts';

/** The switch of one migration on the nginx that looks into a folder. */
export function nginxSwitch(settings: NginxSettings, migration: string): Switch {
  return {
    kind: 'nginx',
    limits: {
      granularity,
      delay: { seconds: 0.1, reason: 'each request looks for the files anew' },
      openStreams:
        'nothing new at once; what is open stays where it is until one of its ends closes it, or nginx is reloaded and worker_shutdown_timeout has passed',
    },
    read: (signal) => read(settings, migration, signal),
    write: (split, signal) => write(settings, migration, split, signal),
  };
}

async function read(
  { folder }: NginxSettings,
  migration: string,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure>> {
  const defined = await readDefinitionIn(nginxFiles(folder, migration).definition, migration);
  return defined.ok ? readBack(folder, defined.value, signal) : unreachable(defined.error);
}

async function readBack(
  folder: string,
  { name, phases }: EdgeMigration,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure>> {
  const port = await statusPort(folder, name);
  const seen = await seenDivision(
    port,
    phases.map((phase) => phase.name),
    signal,
  );
  return seen.ok ? asSplit(name, seen.value) : unreachable(seen.error);
}

async function write(
  { folder }: NginxSettings,
  migration: string,
  split: Split,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure>> {
  const files = nginxFiles(folder, migration);
  const defined = await readDefinitionIn(files.definition, migration);
  if (!defined.ok) return rejected(defined.error);
  const phases = defined.value.phases.map(({ name }) => name);
  const wrong = nonsenseIn(split, migration, phases, granularity);
  if (wrong !== undefined) return rejected(wrong);
  let outcome: Result<Split, SwitchFailure> = ok(split);
  const done = await locked(nginxLock(folder, migration), 2000, signal, async (): Promise<Result<void, Finding>> => {
    const held = await recordOnDisk(files, (file) => readFile(file, 'utf8'));
    if (held !== undefined && !mayReplace(held, split)) outcome = stale(migration, split, held);
    if (!outcome.ok) return ok(undefined);
    if (signal.aborted) return err(finding('TRF017', { file: files.now, reason: 'ECANCELED' }));
    const put = await putDivision(files, split);
    if (put.ok) outcome = await readBack(folder, defined.value, signal);
    return put;
  });
  return done.ok ? outcome : rejected(done.error);
}

/** Where nginx says what it sees; chosen once, when the migration was put on the edge. */
export async function statusPort(folder: string, migration: string): Promise<number> {
  return Number(await readFile(nginxFiles(folder, migration).statusPort, 'utf8').catch(() => '0'));
}
