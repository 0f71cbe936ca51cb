/** The emulated old gateway: a process of its own, so that it outlives the engine. It is found again by its state file. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { replaceFile } from '@banyan/traffic/local/atomic.ts';
import { locked } from '@banyan/traffic/local/lock.ts';
import { systemClock, until } from '@banyan/traffic/local/wait.ts';
import { lives, parseIdentity } from '@banyan/traffic/proxies/process-identity.ts';
import type { Started } from '../../steps/facts.ts';
import { type Address, keptPort } from './address.ts';

export interface OldGateway {
  readonly folder: string;
  readonly files: readonly string[];
  /** Of the files and the variables they use: one that runs with others is replaced. */
  readonly digest: string;
  /** Where the source says that it listens; a free port of loopback where it cannot. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const readyWithin = 20_000;
const program = fileURLToPath(new URL('./emulator.ts', import.meta.url));
const names = (folder: string) => ({
  pid: join(folder, 'pid'),
  ready: join(folder, 'ready'),
  log: join(folder, 'log'),
  digest: join(folder, 'digest'),
});

/** Metrics are served on a port of their own, as APISIX does. */
export async function metricsOf(folder: string): Promise<string> {
  return `http://127.0.0.1:${await keptPort(join(folder, 'metrics-port'))}/apisix/prometheus/metrics`;
}

export async function startOldGateway(gateway: OldGateway, signal: AbortSignal): Promise<Result<Started, Finding>> {
  const { folder } = gateway;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const listen: Address = { address: '127.0.0.1', port: await keptPort(join(folder, 'port')) };
  const metrics = await keptPort(join(folder, 'metrics-port'));
  const { pid, ready, log, digest } = names(folder);
  const running = async (): Promise<Started | undefined> => {
    const identity = parseIdentity(await readFile(pid, 'utf8').catch(() => ''));
    if (identity === undefined || !(await lives(identity, folder))) return undefined;
    const said = await readFile(ready, 'utf8').catch(() => '');
    if (said.trim() !== String(identity.pid)) return undefined;
    return {
      address: `${listen.address}:${listen.port}`,
      admin: `127.0.0.1:${metrics}`,
      version: 'banyan emulate',
      pid: identity.pid,
    };
  };
  return locked(`${folder}/start`, readyWithin, signal, async () => {
    const known = await running();
    const serves = await readFile(digest, 'utf8').catch(() => '');
    if (known !== undefined && serves === gateway.digest) return ok(known);
    await stopOldGateway(folder);
    const noted = await replaceFile(digest, gateway.digest);
    if (!noted.ok) return noted;
    const output = openSync(log, 'w', 0o600);
    // The shell writes who it is and becomes the emulator, so that a killed starter leaves nothing that cannot be found.
    const launcher =
      'printf "%s %s\\n" "$$" "$(cut -d" " -f22 "/proc/$$/stat")" > "$0.tmp" && mv "$0.tmp" "$0" && exec "$@"';
    const command = [
      process.execPath,
      ...process.execArgv,
      program,
      folder,
      String(listen.port),
      String(metrics),
      ...gateway.files,
    ];
    const child = spawn('/bin/sh', ['-c', launcher, pid, ...command], {
      detached: true,
      stdio: ['ignore', output, output],
      env: gateway.environment,
    });
    closeSync(output);
    let ended = false;
    child.once('exit', () => (ended = true));
    child.once('error', () => (ended = true));
    child.unref();
    const outcome = await until(async () => (ended ? 'ended' : running()), {
      within: readyWithin,
      every: 20,
      signal,
      clock: systemClock,
    });
    if (outcome !== undefined && outcome !== 'ended') return ok(outcome);
    await stopOldGateway(folder);
    return err(finding('MIG015', { side: 'old', reason: `see ${log}` }));
  });
}

/** Nothing to end is no failure. */
export async function stopOldGateway(folder: string): Promise<Result<void, Finding>> {
  const { pid, ready } = names(folder);
  const identity = parseIdentity(await readFile(pid, 'utf8').catch(() => ''));
  if (identity !== undefined) {
    for (const [signal, within] of [
      ['SIGTERM', 3000],
      ['SIGKILL', 3000],
    ] as const) {
      if (!(await lives(identity, folder))) break;
      try {
        process.kill(identity.pid, signal);
      } catch {
        // It went by itself between the look and the signal.
      }
      const gone = async (): Promise<true | undefined> => ((await lives(identity, folder)) ? undefined : true);
      await until(gone, { within, every: 10, signal: new AbortController().signal, clock: systemClock });
    }
  }
  await rm(pid, { force: true });
  await rm(ready, { force: true });
  return ok(undefined);
}
