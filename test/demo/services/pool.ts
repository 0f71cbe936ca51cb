/**
 * One pool of all services as a process of its own: `node pool.ts NAME STORE`, on ports that the system picks. Without a store it
 * makes one for the time that it runs, and listens where the example's configuration looks when the environment says nothing.
 * Prints the ports as one JSON line, by the names that the configuration asks for, and ends with SIGTERM or Ctrl-C.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpService, type Pool } from './http.ts';
import { speechService } from './speech.ts';
import { fillStore, services } from './store.ts';
import { voiceService } from './voice.ts';

const [name = 'pool', given] = process.argv.slice(2);
const store = given ?? mkdtempSync(join(tmpdir(), 'banyan-services-'));
if (given === undefined) for (const service of services) fillStore(store, service);
const pool: Pool = { name, store, secret: process.env['MOBILE_APP_SECRET'] ?? 'an-example-secret-of-32-characters' };

const nodes: readonly (readonly [variable: string, port: number, make: () => Server])[] = [
  ['IDENTITY_A_PORT', 18011, () => httpService('identity', pool)],
  ['IDENTITY_B_PORT', 18012, () => httpService('identity', pool)],
  ['CONVERSATION_A_PORT', 18021, () => httpService('conversation', pool)],
  ['CONVERSATION_B_PORT', 18022, () => httpService('conversation', pool)],
  ['KNOWLEDGE_A_PORT', 18031, () => httpService('knowledge', pool)],
  ['KNOWLEDGE_B_PORT', 18032, () => httpService('knowledge', pool)],
  ['KNOWLEDGE_NEXT_PORT', 18033, () => httpService('knowledge', pool)],
  ['VOICE_A_PORT', 18041, () => voiceService(pool)],
  ['VOICE_B_PORT', 18042, () => voiceService(pool)],
  ['SPEECH_A_PORT', 18051, () => speechService(pool)],
  ['SPEECH_B_PORT', 18052, () => speechService(pool)],
  ['ORDERS_A_PORT', 18061, () => httpService('orders', pool)],
  ['ORDERS_B_PORT', 18062, () => httpService('orders', pool)],
  ['ACCOUNT_PORT', 18071, () => httpService('account', pool)],
];

const ports = await Promise.all(
  nodes.map(
    ([variable, port, make]) =>
      new Promise<readonly [string, string]>((resolve) => {
        const server = make();
        // A server that listens on an IP address has an AddressInfo.
        server.listen(given === undefined ? port : 0, '127.0.0.1', () =>
          resolve([variable, String((server.address() as AddressInfo).port)]),
        );
      }),
  ),
);
process.stdout.write(`${JSON.stringify(Object.fromEntries(ports))}\n`);
function end(): never {
  if (given === undefined) rmSync(store, { recursive: true, force: true });
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end);
// A parent that died must not leave the pool behind.
if (given !== undefined) process.stdin.on('end', end).resume();
