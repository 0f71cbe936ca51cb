/** The worker's process: `node main.ts --worker-of DATA-DIRECTORY --port PORT`. Serves the engine on loopback. */
import { createServer } from 'node:http2';
import { createEndpointHandler } from '@restatedev/restate-sdk';
import { virtualObject } from '../restate/object.ts';
import type { Message } from '../run/message.ts';
import { type Kept, migrationHandler } from '../run/turn.ts';
import { turnWorld } from './world.ts';

const value = (name: string): string => process.argv[process.argv.indexOf(name) + 1] ?? '';
const folder = value('--worker-of');
const port = Number(value('--port'));

const service = virtualObject<Kept, Message>(migrationHandler(await turnWorld(folder, process.env)));
const handler = createEndpointHandler({
  services: [service],
  // Only what went wrong; messages could hold what a user wrote.
  logger: ({ level }, message) => {
    if (level === 'warn' || level === 'error')
      process.stderr.write(`${new Date().toISOString()} ${level} ${String(message)}\n`);
  },
});
const server = createServer(handler);
server.on('error', (error) => {
  process.stderr.write(`${new Date().toISOString()} ${error.message}\n`);
  process.exit(1);
});
server.listen({ port, host: '127.0.0.1' });
// Turns under way are taken up again by the next worker: nothing is to be waited for.
process.on('SIGTERM', () => process.exit(0));
