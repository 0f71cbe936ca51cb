/** The real world: this process, its streams and signals. */
import { accessSync, constants } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isatty } from 'node:tty';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import type { EngineClient } from '@banyan/engine/client.ts';
import { program } from './program.ts';
import type { Output, World } from './world.ts';

/** Runs the command line and ends the process with its exit code. */
export async function start(words: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endQuietly);
  process.on('uncaughtException', (error) => void bug(error));
  try {
    const code = await program(words, world());
    await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
    process.exit(code);
  } catch (error) {
    await bug(error);
  }
}

/** A pipe that is read slowly still holds text when the command is done; ending the process would cut it off. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', () => resolve());
  });

/** Whoever read our output has gone, as in `banyan list | head -1`: nothing is left to say. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}

const showCursor = '\u001b[?25h';

async function bug(error: unknown): Promise<void> {
  const { reportBug } = await import('./bug.ts');
  // The live view may have hidden it.
  if (isatty(1)) process.stdout.write(showCursor);
  process.exit(reportBug(error, world()));
}

function world(): World {
  return {
    stdout: output(process.stdout, 1),
    stderr: output(process.stderr, 2),
    stdin: readAll,
    environment: process.env,
    directory: process.cwd(),
    now: Date.now,
    sleep: async (milliseconds, signal) => {
      // An aborted wait is over, not an error.
      await delay(milliseconds, undefined, { signal }).catch(() => undefined);
    },
    interruption,
    engine,
  };
}

function output(stream: NodeJS.WriteStream, descriptor: number): Output {
  return {
    write: (text) => void stream.write(text),
    get isTTY() {
      // Not stream.isTTY, which is undefined where there is no terminal although its type says otherwise.
      return isatty(descriptor);
    },
    get columns() {
      return stream.columns ?? 80;
    },
    get rows() {
      return stream.rows ?? 24;
    },
  };
}

async function readAll(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  // Bytes, as no encoding was set on the stream.
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

let asked: AbortController | undefined;

function interruption(): AbortSignal {
  if (asked === undefined) {
    const controller = new AbortController();
    asked = controller;
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => controller.abort(signal));
  }
  return asked.signal;
}

/** Loaded when a command asks for it: most commands need no engine. */
async function engine(): Promise<Result<EngineClient, Finding>> {
  const { localClient } = await import('@banyan/engine/local-client.ts');
  const { dataFolder } = await import('@banyan/engine/data/layout.ts');
  const folder = dataFolder(process.env, process.cwd(), writable);
  return localClient({ folder, environment: process.env, now: Date.now });
}

function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
