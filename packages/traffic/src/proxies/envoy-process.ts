/**
 * A supervised Envoy. It outlives the process that started it: the engine may be killed while Envoy keeps serving, and the
 * next engine adopts what it finds. What runs is told by `<folder>/pid`, which the launcher writes before it becomes Envoy,
 * so that no moment exists in which a killed starter leaves an Envoy that nobody can find.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { load } from 'js-yaml';
import { reasonOf, replaceFile } from '../local/atomic.ts';
import { locked } from '../local/lock.ts';
import { systemClock, until } from '../local/wait.ts';
import { type AdminAddress, askAdmin, parseAddress } from './admin.ts';
import type { EnvoyBinary } from './envoy-binary.ts';
import { explainExit } from './envoy-log.ts';
import { measured } from './measured.ts';
import { lives, type ProcessIdentity, parseIdentity } from './process-identity.ts';

export interface EnvoySpec {
  /** State folder: pid, admin address, log. One Envoy for each folder. */
  readonly folder: string;
  readonly binary: EnvoyBinary;
  /** Bootstrap, JSON or YAML. What runs is this with counters added (measured.ts) and an admin port of loopback that the system picks. */
  readonly config: string;
  /** Worker threads. */
  readonly concurrency: number;
  /** Seconds that connections of a removed listener are left alone before they are cut. */
  readonly drainSeconds: number;
}

export interface RunningEnvoy {
  readonly identity: ProcessIdentity;
  readonly admin: AdminAddress;
  readonly log: string;
  /** It was already running. */
  readonly adopted: boolean;
}

const files = (folder: string) => ({
  pid: join(folder, 'pid'),
  admin: join(folder, 'admin-address'),
  config: join(folder, 'running.json'),
  log: join(folder, 'envoy.log'),
});

/** Milliseconds until a started Envoy must be ready. */
const readyWithin = 20_000;

/**
 * Written by the launcher itself, then it becomes Envoy (same pid, same start time): `$0` is the pid file.
 * The rename makes the file appear whole.
 */
const launcher =
  'printf "%s %s\\n" "$$" "$(cut -d" " -f22 "/proc/$$/stat")" > "$0.tmp" && mv "$0.tmp" "$0" && exec "$@"';

/** Starts Envoy, or adopts the one that runs from this folder, and waits until it is ready. Safe to call twice at once. */
export async function startEnvoy(spec: EnvoySpec, signal: AbortSignal): Promise<Result<RunningEnvoy, Finding>> {
  try {
    await mkdir(spec.folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    return err(finding('TRF017', { file: spec.folder, reason: reasonOf(error) }));
  }
  return locked(`${spec.folder}/start`, 2 * readyWithin, signal, async () => {
    // One that is only slow to answer serves traffic: it is given time before it is replaced.
    const running = await runningEnvoy(spec.folder, signal, readyWithin / 2);
    if (running !== undefined) return ok(running);
    return launch(spec, signal);
  });
}

/** The Envoy that runs from a folder and answers on its admin interface within so many milliseconds; undefined when none does. */
export async function runningEnvoy(
  folder: string,
  signal: AbortSignal,
  within = 2000,
): Promise<RunningEnvoy | undefined> {
  const { admin: adminFile, log } = files(folder);
  const identity = await identityIn(folder);
  if (identity === undefined) return undefined;
  const found = await until(
    async () => {
      if (!(await lives(identity, adminFile))) return 'gone';
      return readyAdmin(folder, signal);
    },
    { within, every: 20, signal, clock: systemClock },
  );
  return found === undefined || found === 'gone' ? undefined : { identity, admin: found, log, adopted: true };
}

/** Ends the Envoy of a folder: SIGTERM, and SIGKILL when it has not gone after `grace` milliseconds. Nothing to end is no failure. */
export async function stopEnvoy(folder: string, grace: number, signal: AbortSignal): Promise<Result<void, Finding>> {
  const identity = await identityIn(folder);
  if (identity === undefined) return ok(undefined);
  const { admin, pid } = files(folder);
  const gone = async (): Promise<true | undefined> => ((await lives(identity, admin)) ? undefined : true);
  for (const [kind, within] of [
    ['SIGTERM', grace],
    ['SIGKILL', 5000],
  ] as const) {
    if (await gone()) break;
    send(identity.pid, kind);
    await until(gone, { within, every: 10, signal, clock: systemClock });
  }
  if (!(await gone())) return err(finding('TRF008', { pid: identity.pid }));
  await rm(pid, { force: true });
  await rm(admin, { force: true });
  return ok(undefined);
}

async function launch(spec: EnvoySpec, signal: AbortSignal): Promise<Result<RunningEnvoy, Finding>> {
  const { pid, admin, log } = files(spec.folder);
  const prepared = await prepare(spec);
  if (!prepared.ok) return prepared;
  // A live one that does not answer would hold its ports: it is ended before another begins.
  const ended = await stopEnvoy(spec.folder, 1000, signal);
  if (!ended.ok) return ended;
  await rm(admin, { force: true });
  const output = openSync(log, 'w', 0o600);
  const child = spawn('/bin/sh', ['-c', launcher, pid, spec.binary.path, ...argumentsOf(spec, admin)], {
    cwd: spec.folder,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let failed: string | undefined;
  child.once('error', (error) => (failed = reasonOf(error)));
  child.once('exit', (code, by) => (failed = by ?? String(code)));
  child.unref();
  const outcome = await until(
    async () => {
      if (failed !== undefined) return { failed };
      const address = await readyAdmin(spec.folder, signal);
      return address === undefined ? undefined : { address };
    },
    { within: readyWithin, every: 20, signal, clock: systemClock },
  );
  const identity = await identityIn(spec.folder);
  if (outcome !== undefined && 'address' in outcome && identity !== undefined) {
    return ok({ identity, admin: outcome.address, log, adopted: false });
  }
  await stopEnvoy(spec.folder, 0, new AbortController().signal);
  if (outcome !== undefined && 'failed' in outcome) return err(await explainExit(log, spec.config, outcome.failed));
  return err(finding('TRF005', { seconds: readyWithin / 1000, log }));
}

async function prepare(spec: EnvoySpec): Promise<Result<void, Finding>> {
  let config: unknown;
  try {
    config = load(await readFile(spec.config, 'utf8'));
  } catch (error) {
    return err(finding('TRF004', { config: spec.config, reason: reasonOf(error) }));
  }
  return replaceFile(files(spec.folder).config, `${JSON.stringify(measured(config))}\n`);
}

function argumentsOf(spec: EnvoySpec, adminFile: string): string[] {
  const options = {
    'config-path': files(spec.folder).config,
    'admin-address-path': adminFile,
    concurrency: String(spec.concurrency),
    'drain-time-s': String(spec.drainSeconds),
    'drain-strategy': 'immediate',
    'log-level': 'warning',
  };
  // No shared memory that a killed process would leave behind; nothing here restarts hot.
  return [...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]), '--disable-hot-restart'];
}

async function readyAdmin(folder: string, signal: AbortSignal): Promise<AdminAddress | undefined> {
  const address = parseAddress(await textOf(files(folder).admin));
  if (address === undefined) return undefined;
  const answer = await askAdmin(address, '/ready', signal);
  return answer.ok ? address : undefined;
}

async function identityIn(folder: string): Promise<ProcessIdentity | undefined> {
  return parseIdentity(await textOf(files(folder).pid));
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return '';
  }
}

function send(pid: number, kind: NodeJS.Signals): void {
  try {
    process.kill(pid, kind);
  } catch {
    // It went by itself between the look and the signal.
  }
}
