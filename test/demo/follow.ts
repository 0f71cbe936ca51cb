/** The history of a migration as it grows: one `banyan events --follow` beside the run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { MigrationEvent } from '@banyan/engine/client.ts';

export interface Followed {
  readonly events: readonly MigrationEvent[];
  /** The first event, of those known and those to come, that is as asked; undefined when none came within the time. */
  readonly first: (wanted: (event: MigrationEvent) => boolean, seconds: number) => Promise<MigrationEvent | undefined>;
  readonly stop: () => void;
}

/** `command` is bin/banyan; the environment names the data directory. */
export function follow(command: string, name: string, environment: NodeJS.ProcessEnv): Followed {
  const events: MigrationEvent[] = [];
  const waiting = new Set<(event: MigrationEvent) => void>();
  let stopped = false;
  let child: ChildProcess | undefined;
  /** While the engine comes back the command may end; the history is then taken up where it was left. */
  const begin = () => {
    if (stopped) return;
    const after = String(events.at(-1)?.seq ?? 0);
    const made = spawn(command, ['events', name, '--follow', '--after', after, '-o', 'json'], {
      env: environment,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child = made;
    made.on('error', () => undefined);
    made.on('close', () => setTimeout(begin, 200));
    createInterface({ input: made.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return;
      // Each line of the command is one event.
      const event = JSON.parse(line) as MigrationEvent;
      if (event.seq <= (events.at(-1)?.seq ?? 0)) return;
      events.push(event);
      for (const look of waiting) look(event);
    });
  };
  begin();
  return {
    events,
    first: (wanted, seconds) => {
      const known = events.find(wanted);
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve) => {
        const end = (event: MigrationEvent | undefined) => {
          clearTimeout(timer);
          waiting.delete(look);
          resolve(event);
        };
        const look = (event: MigrationEvent) => {
          if (wanted(event)) end(event);
        };
        const timer = setTimeout(() => end(undefined), seconds * 1000);
        waiting.add(look);
      });
    },
    stop: () => {
      stopped = true;
      child?.kill('SIGTERM');
    },
  };
}
