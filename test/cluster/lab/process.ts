/** Child processes with a log each, ended by their ids, whatever happens to the starter; and waiting for conditions. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

export interface Started {
  readonly pid: number;
  readonly log: string;
  /** Why it is no longer there, in its own last words; undefined while it runs. */
  ended(): string | undefined;
  stop(): Promise<void>;
}

/** Programs that end together. */
export interface Processes {
  /** Starts a program; both of its outputs go to the log. */
  start(command: string, args: readonly string[], log: string, environment?: Readonly<Record<string, string>>): Started;
  /** Ends all that still run. */
  stop(): Promise<void>;
}

export function processes(): Processes {
  const all = new Set<ChildProcess>();
  const kill = (): void => {
    for (const child of all) child.kill('SIGKILL');
  };
  process.once('exit', kill);
  return {
    start: (command, args, log, environment = {}) => start(all, command, args, log, environment),
    async stop() {
      await Promise.all([...all].map(ended));
      process.off('exit', kill);
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

function start(
  running: Set<ChildProcess>,
  command: string,
  args: readonly string[],
  log: string,
  environment: Readonly<Record<string, string>>,
): Started {
  const output = openSync(log, 'w');
  const child = spawn(command, args, { stdio: ['ignore', output, output], env: { ...process.env, ...environment } });
  closeSync(output);
  running.add(child);
  let failure: string | undefined;
  child.on('error', (error) => {
    failure = error.message;
  });
  child.on('exit', () => running.delete(child));
  return {
    pid: child.pid ?? 0,
    log,
    ended() {
      if (failure !== undefined) return failure;
      if (child.exitCode === null && child.signalCode === null) return undefined;
      const words = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-3).join(' | ');
      return `${basename(command)} ended with ${child.exitCode ?? child.signalCode}: ${words.slice(-1000)}`;
    },
    stop: () => ended(child),
  };
}

/** How often a condition is looked at, in milliseconds, unless looking costs much. */
const often = 20;

/** Waits until the condition holds; throws when the deadline passes, or when a process that it waits for has ended. */
export async function until(
  what: string,
  seconds: number,
  holds: () => Promise<boolean>,
  needs: readonly Started[] = [],
  interval = often,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    if (await holds()) return;
    const gone = needs.map((one) => one.ended()).find((reason) => reason !== undefined);
    if (gone !== undefined) throw new Error(`${what}: ${gone}`);
    if (performance.now() > deadline) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}
