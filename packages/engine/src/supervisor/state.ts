/** What the supervisor says of itself in a file: who it is, where its engine listens, and whether that is ready. */
import { readFile } from 'node:fs/promises';
import { lives, type ProcessIdentity } from '@banyan/traffic/proxies/process-identity.ts';
import { z } from 'zod';

const Port = z.int().min(1).max(65535);

export const SupervisorState = z.object({
  pid: z.int(),
  startTicks: z.string(),
  /** The engine answers and the worker is known to it. */
  ready: z.boolean(),
  /** Kept over restarts, so that what is under way finds its worker again. */
  ports: z.object({ ingress: Port, admin: Port, node: Port, worker: Port }),
  /** For tests and diagnosis. */
  children: z.object({ engine: z.int().optional(), worker: z.int().optional() }),
  engineVersion: z.string(),
  /** What the engine knows of the worker; see workerDigest. */
  worker: z.string().optional(),
  /** Why it is not ready. */
  trouble: z.string().optional(),
});
export type SupervisorState = z.output<typeof SupervisorState>;

/** undefined when there is none or it cannot be understood. */
export async function readState(file: string): Promise<SupervisorState | undefined> {
  try {
    return SupervisorState.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Whether the supervisor that wrote the state still lives. */
export const supervises = (state: SupervisorState, folder: string): Promise<boolean> =>
  lives(state satisfies ProcessIdentity, folder);

/** The identity of the calling process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const stat = await readFile('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid: process.pid, startTicks: fields[19] ?? '' };
}
