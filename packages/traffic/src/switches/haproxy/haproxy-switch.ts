/**
 * Shares in a map of a HAProxy that the user runs. The file is replaced before the map in memory is: whatever dies in between,
 * and whoever reloads HAProxy, finds the newer decision and never an older one. Needs the folder and HAProxy's socket, nothing else.
 */
import { readFile } from 'node:fs/promises';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { replaceFile } from '../../local/atomic.ts';
import { locked } from '../../local/lock.ts';
import { readDefinitionIn } from '../definition.ts';
import { mayReplace, nonsenseIn, rejected, stale, unreachable } from '../division.ts';
import { readable } from '../own.ts';
import { asSplit, granularity, newest } from '../split.ts';
import type { Split, Switch, SwitchFailure } from '../switch.ts';
import { haproxyFiles, haproxyLock } from './names.ts';
import type { HaproxySettings } from './settings.ts';
import { commitShares, heldIn, loadedShares, mapText } from './shares.ts';

/** The switch of one migration on the HAProxy behind a socket. */
export function haproxySwitch(settings: HaproxySettings, migration: string): Switch {
  return {
    kind: 'haproxy',
    limits: {
      granularity,
      delay: {
        seconds: 0.1,
        reason:
          'one commit of the map; a HAProxy that is being replaced finishes its open connections with its former shares',
      },
      openStreams: 'nothing new at once; what is open stays where it is until one of its ends closes it',
    },
    read: (signal) => read(settings, migration, signal),
    write: (split, signal) => write(settings, migration, split, signal),
  };
}

async function read(
  { socket, folder }: HaproxySettings,
  migration: string,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure>> {
  const files = haproxyFiles(folder, migration);
  const defined = await readDefinitionIn(files.definition, migration);
  if (!defined.ok) return unreachable(defined.error);
  const loaded = await loadedShares(socket, files, signal);
  return loaded.ok ? asSplit(migration, loaded.value) : unreachable(loaded.error);
}

async function write(
  settings: HaproxySettings,
  migration: string,
  split: Split,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure>> {
  const { socket, folder } = settings;
  const files = haproxyFiles(folder, migration);
  const defined = await readDefinitionIn(files.definition, migration);
  if (!defined.ok) return rejected(defined.error);
  const phases = defined.value.phases.map((phase) => phase.name);
  const wrong = nonsenseIn(split, migration, phases, granularity);
  if (wrong !== undefined) return rejected(wrong);
  let outcome: Result<Split, SwitchFailure> = ok(split);
  const done = await locked(haproxyLock(folder, migration), 2000, signal, async (): Promise<Result<void, Finding>> => {
    const before = await readFile(files.map, 'utf8').catch(() => '');
    const loaded = await loadedShares(socket, files, signal);
    const held = newest(heldIn(before).record, loaded.ok ? loaded.value.record : undefined);
    if (held !== undefined && !mayReplace(held, split)) outcome = stale(migration, split, held);
    if (!outcome.ok) return ok(undefined);
    if (signal.aborted) return err(finding('TRF017', { file: files.map, reason: 'ECANCELED' }));
    const put = await replaceFile(files.map, mapText(split), readable);
    if (!put.ok) return put;
    outcome = loaded.ok ? await commit(settings, migration, split, before, signal) : unreachable(loaded.error);
    return ok(undefined);
  });
  return done.ok ? outcome : rejected(done.error);
}

/** Brings what the file says into force and reads it back. */
async function commit(
  settings: HaproxySettings,
  migration: string,
  split: Split,
  before: string,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure>> {
  const { map } = haproxyFiles(settings.folder, migration);
  const committed = await commitShares(settings.socket, map, split, signal);
  if (!committed.ok && committed.error.code !== 'TRF042') return unreachable(committed.error);
  const found = await read(settings, migration, signal);
  if (committed.ok || (found.ok && found.value.generation === split.generation)) return found;
  // HAProxy refused, so the next start must find what it goes on serving.
  const back = await replaceFile(map, before, readable);
  return back.ok ? rejected(committed.error) : unreachable(back.error);
}
