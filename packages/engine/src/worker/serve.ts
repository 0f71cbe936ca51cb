/** Serves one world's turns to the engine, over HTTP/2 on loopback. */
import { createServer } from 'node:http2';
import { createEndpointHandler } from '@restatedev/restate-sdk';
import type { World } from '@banyan/migration/world/world.ts';
import { banyanVersion, layout } from '../data/layout.ts';
import { openLog } from '../log/log.ts';
import { virtualObject } from '../restate/object.ts';
import type { Message } from '../run/message.ts';
import { type Kept, migrationHandler } from '../run/turn.ts';
import { attemptOn } from './attempt.ts';

export interface WorkerOptions {
  readonly folder: string;
  readonly port: number;
  readonly world: World;
  readonly say: (line: string) => void;
}

export function serveTurns(options: WorkerOptions): void {
  const { folder, say } = options;
  const log = (key: string) => openLog(layout(folder).migration(key).events);
  const service = virtualObject<Kept, Message>(
    migrationHandler({ version: banyanVersion(), log, attempt: attemptOn(options.world) }),
  );
  const handler = createEndpointHandler({
    services: [service],
    // Only what went wrong, and not what was sent: messages could hold what a user wrote.
    logger: ({ level }, message) => {
      if (/^(warn|error)$/i.test(level)) say(`${level} ${String(message)}`);
    },
  });
  const server = createServer(handler);
  server.on('error', (error: Error) => {
    say(error.message);
    process.exit(1);
  });
  server.listen({ port: options.port, host: '127.0.0.1' });
  // Turns under way are taken up again by the next worker: nothing is to be waited for.
  process.on('SIGTERM', () => process.exit(0));
}

/** The arguments that the supervisor gives a worker. */
export function workerArguments(list: readonly string[]): { readonly folder: string; readonly port: number } {
  const value = (name: string): string => list[list.indexOf(name) + 1] ?? '';
  return { folder: value('--worker-of'), port: Number(value('--port')) };
}

/** To stderr, which the supervisor keeps in a file. */
export const sayLine = (line: string): void => {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
};
