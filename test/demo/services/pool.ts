/**
 * One pool of all services as a process of its own: `node pool.ts NAME STORE`. Prints the ports as one JSON line, by the names
 * that the gateway's configuration asks for, and ends with SIGTERM.
 */
import type { AddressInfo, Server } from 'node:net';
import { httpService, type Pool } from './http.ts';
import { speechService } from './speech.ts';
import { voiceService } from './voice.ts';

const [name = 'pool', store = '.'] = process.argv.slice(2);
const pool: Pool = { name, store, secret: process.env['MOBILE_APP_SECRET'] ?? 'an-example-secret-of-32-characters' };

const nodes: readonly (readonly [variable: string, make: () => Server])[] = [
  ['IDENTITY_A_PORT', () => httpService('identity', pool)],
  ['IDENTITY_B_PORT', () => httpService('identity', pool)],
  ['CONVERSATION_A_PORT', () => httpService('conversation', pool)],
  ['CONVERSATION_B_PORT', () => httpService('conversation', pool)],
  ['KNOWLEDGE_A_PORT', () => httpService('knowledge', pool)],
  ['KNOWLEDGE_B_PORT', () => httpService('knowledge', pool)],
  ['KNOWLEDGE_NEXT_PORT', () => httpService('knowledge', pool)],
  ['VOICE_A_PORT', () => voiceService(pool)],
  ['VOICE_B_PORT', () => voiceService(pool)],
  ['SPEECH_A_PORT', () => speechService(pool)],
  ['SPEECH_B_PORT', () => speechService(pool)],
  ['ORDERS_A_PORT', () => httpService('orders', pool)],
  ['ORDERS_B_PORT', () => httpService('orders', pool)],
  ['ACCOUNT_PORT', () => httpService('account', pool)],
];

const ports = await Promise.all(
  nodes.map(
    ([variable, make]) =>
      new Promise<readonly [string, string]>((resolve) => {
        const server = make();
        // A server that listens on an IP address has an AddressInfo.
        server.listen(0, '127.0.0.1', () => resolve([variable, String((server.address() as AddressInfo).port)]));
      }),
  ),
);
process.stdout.write(`${JSON.stringify(Object.fromEntries(ports))}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
// A parent that died must not leave the pool behind.
process.stdin.on('end', () => process.exit(0)).resume();
