/** Makes sure that a supervisor lives for a data directory, and waits until its engine is ready. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { layout, reasonOf } from '../data/layout.ts';
import { roomIn } from '../data/room.ts';
import { readState, type SupervisorState, supervises } from './state.ts';

export interface EnsureOptions {
  /** Real path of the data directory. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Command line of the supervisor up to the data directory; Banyan's own unless said otherwise. */
  readonly command?: readonly string[];
}

/** Milliseconds until the engine must be ready. */
const readyWithin = 30_000;
const lookEvery = 25;

const program = fileURLToPath(new URL('./main.ts', import.meta.url));

/** The living supervisor's state, ready or not; undefined when there is none. */
export async function living(folder: string): Promise<SupervisorState | undefined> {
  const state = await readState(layout(folder).supervisor);
  return state !== undefined && (await supervises(state, folder)) ? state : undefined;
}

/** Starts a supervisor where none lives. Returns at once. */
export async function wake(options: EnsureOptions): Promise<Result<void, Finding>> {
  const { folder, environment } = options;
  if ((await living(folder)) !== undefined) return ok(undefined);
  const room = await roomIn(folder);
  if (!room.ok) return room;
  const log = layout(folder).supervisorLog;
  try {
    const output = openSync(log, 'a', 0o600);
    const [file = process.execPath, ...rest] = options.command ?? [process.execPath, ...process.execArgv, program];
    const child = spawn(file, [...rest, folder], {
      detached: true,
      stdio: ['ignore', output, output],
      // It is started again while traffic waits for decisions: it must not lose time with reading its own sources.
      env: { NODE_COMPILE_CACHE: layout(folder).cache, ...environment },
      cwd: '/',
    });
    closeSync(output);
    // A program that cannot be started is told by the wait for it.
    child.once('error', () => undefined);
    child.unref();
    return ok(undefined);
  } catch (error) {
    return err(finding('ENG005', { file: log, reason: reasonOf(error) }));
  }
}

export async function ensure(options: EnsureOptions): Promise<Result<SupervisorState, Finding>> {
  const { folder } = options;
  const deadline = Date.now() + readyWithin;
  let woken = 0;
  let last: SupervisorState | undefined;
  while (Date.now() < deadline) {
    last = await living(folder);
    if (last?.ready === true) return ok(last);
    // One that has just been started has a second to say so.
    if (last === undefined && Date.now() - woken > 3000) {
      const started = await wake(options);
      if (!started.ok) return started;
      woken = Date.now();
    }
    await new Promise((resolve) => {
      setTimeout(resolve, lookEvery);
    });
  }
  const log = layout(folder).supervisorLog;
  return err(finding('ENG002', { folder, reason: last?.trouble ?? 'not ready', log }));
}
