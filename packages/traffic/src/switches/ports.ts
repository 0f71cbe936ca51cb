import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { systemClock, until } from '../local/wait.ts';
import type { AdminAddress } from '../proxies/admin.ts';
import type { EntryAddresses } from './edge.ts';
import type { EdgeMigration } from './model.ts';

/**
 * Fills in ports that were left open: the one that the migration had before, or one that the system picks. They are fixed
 * before Envoy sees them, because a listener whose address changes would be closed and opened anew.
 */
export async function withPorts(known: EdgeMigration | undefined, migration: EdgeMigration): Promise<EdgeMigration> {
  const entries: EdgeMigration['entries'] = [];
  for (const entry of migration.entries) {
    const before = known?.entries.find((other) => other.name === entry.name)?.port ?? 0;
    entries.push({ ...entry, port: entry.port || before || (await freePort(entry.address)) });
  }
  return { ...migration, entries };
}

/** As configurations write it: IPv6 in brackets. */
export const hostAndPort = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

export async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const bound = server.address();
  server.close();
  await once(server, 'close');
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}

/** Whether the door is open: a wildcard address is tried on loopback. */
export function connects(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host, port });
    const end = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** Where each entry is reached, once all of them are open; TRF041 when one does not open within five seconds. */
export async function openDoors(
  migration: EdgeMigration,
  signal: AbortSignal,
): Promise<Result<EntryAddresses, Finding>> {
  const doors: Record<string, AdminAddress> = {};
  for (const { name, address, port } of migration.entries) {
    const open = await until(async () => (await connects(address, port)) || undefined, {
      within: 5000,
      every: 20,
      signal,
      clock: systemClock,
    });
    if (!open) return err(finding('TRF041', { program: name, address: `${address}:${port}`, reason: 'ECONNREFUSED' }));
    doors[name] = { host: address, port };
  }
  return ok(doors);
}
