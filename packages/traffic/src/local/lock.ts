/**
 * Exclusion between processes of one machine that needs no cleaning up: the lock is an abstract Unix socket (Linux), which
 * the kernel releases when its holder dies, however it dies. There is no file that a killed holder could leave behind.
 */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, type Result } from '@banyan/core/result.ts';
import { systemClock, until } from './wait.ts';

/** Runs `work` while nobody else on this machine holds the lock of the name; a finding when it stays taken for `within` ms. */
export async function locked<T>(
  name: string,
  within: number,
  signal: AbortSignal,
  work: () => Promise<Result<T, Finding>>,
): Promise<Result<T, Finding>> {
  const address = `\0banyan-${createHash('sha256').update(name).digest('hex').slice(0, 40)}`;
  const held = await until(() => take(address), { within, every: 5, signal, clock: systemClock });
  if (held === undefined) return err(finding('TRF016', { name, seconds: within / 1000 }));
  try {
    return await work();
  } finally {
    await new Promise<void>((resolve) => {
      held.close(() => resolve());
    });
  }
}

function take(address: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(undefined));
    server.listen({ path: address, exclusive: true }, () => resolve(server));
  });
}
