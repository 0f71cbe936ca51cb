/** Waiting until Envoy has taken over the routes of a migration, or has said that it will not. */
import { readFile, stat } from 'node:fs/promises';
import { systemClock, until } from '../../local/wait.ts';
import type { RunningEnvoy } from '../../proxies/envoy-process.ts';
import { counter, type Loaded, loadedRoutes } from './loaded.ts';
import { routeConfigName } from './names.ts';

/** Milliseconds within which Envoy must show a write; it takes about ten on a quiet machine. */
export const loadedWithin = 5000;

/** How things stood before a write, so that what follows can be told from it. */
export interface Before {
  readonly rejections: number;
  readonly logBytes: number;
}

export async function beforeWrite(edge: RunningEnvoy, migration: string, signal: AbortSignal): Promise<Before> {
  const { size } = await stat(edge.log).catch(() => ({ size: 0 }));
  return { rejections: await rejections(edge, migration, signal), logBytes: size };
}

export type Outcome =
  | { readonly kind: 'loaded'; readonly loaded: Loaded }
  | { readonly kind: 'rejected'; readonly reason: string }
  /** Neither was seen in time. */
  | { readonly kind: 'unknown' };

export async function awaitRoutes(
  edge: RunningEnvoy,
  migration: string,
  before: Before,
  accept: (loaded: Loaded) => boolean,
  signal: AbortSignal,
): Promise<Outcome> {
  const outcome = await until(
    async (): Promise<Outcome | undefined> => {
      const loaded = await loadedRoutes(edge.admin, migration, signal);
      if (loaded.ok && loaded.value !== undefined && accept(loaded.value))
        return { kind: 'loaded', loaded: loaded.value };
      if ((await rejections(edge, migration, signal)) <= before.rejections) return undefined;
      return { kind: 'rejected', reason: await reasonIn(edge.log, before.logBytes) };
    },
    { within: loadedWithin, every: 5, signal, clock: systemClock },
  );
  return outcome ?? { kind: 'unknown' };
}

async function rejections(edge: RunningEnvoy, migration: string, signal: AbortSignal): Promise<number> {
  const name = routeConfigName(migration).replace(/[^A-Za-z0-9_-]/g, '.');
  return (await counter(edge.admin, `\\.rds\\.${name}\\.update_rejected$`, signal)) ?? 0;
}

/** Envoy says why in its log only. */
async function reasonIn(log: string, from: number): Promise<string> {
  const text = await readFile(log).catch(() => Buffer.alloc(0));
  const said = [
    ...text
      .subarray(from)
      .toString('utf8')
      .matchAll(/update rejected: (.*)/g),
  ].at(-1)?.[1];
  return (said ?? log).slice(0, 600);
}
