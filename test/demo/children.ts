/** Processes that a run starts: each is ended by it, by its id, whatever happens. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Child {
  readonly pid: number;
  /** The first line that it printed. */
  readonly first: string;
  /** The last lines of its standard error. */
  trouble(): string;
  alive(): boolean;
  end(): Promise<void>;
}

export interface Children {
  /** Starts a program and waits for its first line on stdout. Throws with what it said when it ends before. */
  start(command: string, args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Child>;
  endAll(): Promise<void>;
}

const gone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function end(child: ChildProcess, patience: number): Promise<void> {
  if (gone(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  await ended;
  clearTimeout(timer);
}

export function createChildren(): Children {
  const all = new Set<ChildProcess>();
  return {
    async start(command, args, environment = process.env) {
      const child = spawn(command, args, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
      all.add(child);
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-4000);
      });
      const first = await new Promise<string>((resolve, reject) => {
        createInterface({ input: child.stdout }).once('line', resolve);
        child.once('error', reject);
        child.once('exit', () => reject(new Error(`${command} ${args[0] ?? ''} ended before it was ready: ${said}`)));
      });
      child.stdout.resume();
      return {
        pid: child.pid ?? 0,
        first,
        trouble: () => said,
        alive: () => !gone(child),
        end: () => end(child, 5000),
      };
    },
    async endAll() {
      await Promise.all([...all].map((child) => end(child, 3000)));
    },
  };
}
