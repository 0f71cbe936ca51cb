/** The command line as a user has it: `bin/banyan`, its exit codes and its JSON. */
import { spawn } from 'node:child_process';
import type { MigrationEvent, MigrationView } from '@banyan/engine/client.ts';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Banyan {
  readonly environment: NodeJS.ProcessEnv;
  /** Data directory. */
  readonly data: string;
  /** Runs one command to its end. */
  run(args: readonly string[], patience?: number): Promise<Ran>;
  status(name: string): Promise<MigrationView | undefined>;
  events(name: string, after: number): Promise<readonly MigrationEvent[]>;
}

export function createBanyan(root: string, environment: NodeJS.ProcessEnv, data: string): Banyan {
  const run = (args: readonly string[], patience = 60_000): Promise<Ran> =>
    new Promise((resolve) => {
      const child = spawn(`${root}/bin/banyan`, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
      const out: Buffer[] = [];
      const talk: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => talk.push(chunk));
      const timer = setTimeout(() => child.kill('SIGKILL'), patience);
      child.on('exit', () => clearTimeout(timer));
      child.on('error', (error) => resolve({ code: 127, stdout: '', stderr: error.message }));
      child.on('close', (code) =>
        resolve({
          code: code ?? 128,
          stdout: Buffer.concat(out).toString(),
          stderr: Buffer.concat(talk).toString(),
        }),
      );
    });
  return {
    environment,
    data,
    run,
    async status(name) {
      const ran = await run(['status', name, '-o', 'json'], 15_000);
      try {
        // The command prints a MigrationView as JSON; anything else is not read further.
        const view = JSON.parse(ran.stdout) as MigrationView;
        return typeof view.state === 'string' ? view : undefined;
      } catch {
        return undefined;
      }
    },
    async events(name, after) {
      const ran = await run(['events', name, '--after', String(after), '-o', 'json'], 15_000);
      return ran.stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as MigrationEvent);
    },
  };
}
