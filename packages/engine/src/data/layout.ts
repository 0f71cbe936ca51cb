/** Where everything of one data directory lies, and of which version its layout is. */
import { readFileSync } from 'node:fs';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';

/** Raised when a Banyan could no longer understand what another one left. */
export const layoutVersion = '1';

export const layout = (folder: string) => ({
  version: join(folder, 'version'),
  supervisor: join(folder, 'supervisor.json'),
  logs: join(folder, 'log'),
  supervisorLog: join(folder, 'log', 'supervisor.log'),
  cache: join(folder, 'cache'),
  restate: join(folder, 'restate'),
  edge: join(folder, 'edge'),
  evidenceKey: join(folder, 'evidence-key.pem'),
  migrations: join(folder, 'migrations'),
  migration: (name: string) => {
    const own = join(folder, 'migrations', encodeURIComponent(name));
    return {
      folder: own,
      events: join(own, 'events.jsonl'),
      breakGlass: join(own, 'break-glass.json'),
      environment: join(own, 'environment.json'),
      converted: join(own, 'converted'),
      newGateway: join(own, 'new'),
      oldGateway: join(own, 'old'),
    };
  },
});

/**
 * $BANYAN_DATA; else `.banyan` of the working directory when it is there or can be made; else below $XDG_STATE_HOME.
 * `writable` says whether something can be made in a folder.
 */
export function dataFolder(
  environment: Readonly<Record<string, string | undefined>>,
  directory: string,
  writable: (folder: string) => boolean,
): string {
  const named = environment['BANYAN_DATA'];
  if (named) return resolve(directory, named);
  if (writable(directory)) return join(directory, '.banyan');
  const state = environment['XDG_STATE_HOME'] || join(environment['HOME'] ?? '/', '.local', 'state');
  return join(state, 'banyan');
}

/** Makes the directory, or checks that it is one that this Banyan understands. Returns its real path. */
export async function openData(folder: string): Promise<Result<string, Finding>> {
  try {
    await mkdir(join(folder, 'log'), { recursive: true, mode: 0o700 });
    const real = await realpath(folder);
    const { version } = layout(real);
    const found = await readFile(version, 'utf8').catch(() => undefined);
    if (found === undefined) await writeFile(version, `${layoutVersion}\n`, { mode: 0o600 });
    else if (found.trim() !== layoutVersion) {
      return err(finding('ENG001', { folder: real, found: found.trim() || '?', expected: layoutVersion }));
    }
    return ok(real);
  } catch (error) {
    return err(finding('ENG005', { file: folder, reason: reasonOf(error) }));
  }
}

export const reasonOf = (error: unknown): string =>
  error instanceof Error
    ? 'code' in error && typeof error.code === 'string'
      ? error.code
      : error.message
    : String(error);

/** The version of this Banyan, from the package it is part of. */
export function banyanVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const parsed: unknown = JSON.parse(text);
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : '?';
}
