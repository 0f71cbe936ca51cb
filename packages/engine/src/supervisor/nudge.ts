/**
 * When the engine has come back, every migration that should be going on is told so. It needs no such help as long as
 * nothing was lost; this is the second rope.
 */
import { readdir } from 'node:fs/promises';
import { layout } from '../data/layout.ts';
import { openLog } from '../log/log.ts';
import { restatePort } from '../restate/client.ts';
import { fold } from '../run/evolve.ts';
import type { Message } from '../run/message.ts';
import { isOver } from '../run/run.ts';
import type { Kept } from '../run/turn.ts';

/** Stops when `outdated`: whoever makes it so tells all again. */
export async function nudgeAll(
  folder: string,
  ingress: number,
  say: (line: string) => void,
  outdated: () => boolean,
): Promise<void> {
  const files = layout(folder);
  const port = restatePort<Kept, Message>(`http://127.0.0.1:${ingress}`);
  for (const name of await migrationNames(folder)) {
    if (outdated()) return;
    const run = fold(undefined, await openLog(files.migration(name).events).after(0));
    if (run === undefined || isOver(run)) continue;
    const told = await port.send(name, { kind: 'nudge' });
    say(`nudged ${name}: ${told.ok ? 'yes' : told.error.code}`);
  }
}

/** Names of all migrations of a data directory, in order. */
export async function migrationNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(layout(folder).migrations).catch((): string[] => []);
  return entries.map(decodeURIComponent).sort();
}
