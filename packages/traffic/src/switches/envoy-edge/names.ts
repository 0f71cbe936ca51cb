/** Names inside the edge's Envoy. Dots and colons would cut Envoy's statistics names apart, so they are escaped. */
import { join } from 'node:path';
import type { Side } from '../../indicators/indicator.ts';
import type { Entry } from '../model.ts';

const plain = (text: string): string => encodeURIComponent(text).replaceAll('.', '%2E');

/** `<migration>/<phase>/<side>/<entry>`: statistics can be told apart by phase and side, and summed over entries. */
export const clusterName = (migration: string, phase: string, side: Side, entry: string): string =>
  [plain(migration), plain(phase), side, entry].join('/');

/** Behind the passage of a phase (passages.ts). */
export const passageCluster = (migration: string, phase: string, entry: string): string =>
  `${clusterName(migration, phase, 'new', entry)}/passage`;

/** The passage itself, a listener; 0 names none that is ever there. */
export const passageName = (migration: string, phase: string, entry: string, opened: number): string =>
  `${clusterName(migration, phase, 'new', entry)}@${opened}`;

/** The phase and number of a passage of the migration, from its name. */
export function parsePassage(migration: string, name: string): readonly [string, number] | undefined {
  const [cluster = '', opened] = name.split('@');
  const parts = parseClusterName(cluster);
  return parts?.migration === migration && opened !== undefined ? [parts.phase, Number(opened)] : undefined;
}

/** What a cluster name says; undefined for one that is not of a migration. */
export function parseClusterName(
  name: string,
): { readonly migration: string; readonly phase: string; readonly side: Side; readonly entry: string } | undefined {
  const [migration, phase, side, entry, more] = name.split('/');
  if (migration === undefined || phase === undefined || entry === undefined || more !== undefined) return undefined;
  if (side !== 'old' && side !== 'new') return undefined;
  return { migration: decodeURIComponent(migration), phase: decodeURIComponent(phase), side, entry };
}

export const listenerName = (migration: string, entry: Entry): string => `${plain(migration)}/${entry.name}`;
export const routeConfigName = (migration: string): string => plain(migration);
/** Requests that no phase matches stay on the old side, counted under this name. */
export const unmatchedPhase = '(unmatched)';

/** Headers that only pass between listener and routes; the listener writes them, the routes take them off. */
export const inward = { entry: 'x-banyan-entry', proto: 'x-banyan-forwarded-proto' };

/** Files below the edge's folder. */
export const edgeFiles = (folder: string) => ({
  bootstrap: join(folder, 'bootstrap.json'),
  listeners: join(folder, 'lds.json'),
  clusters: join(folder, 'cds.json'),
  migrations: join(folder, 'migrations'),
  migration: (name: string) => join(folder, 'migrations', plain(name)),
  definition: (name: string) => join(folder, 'migrations', plain(name), 'migration.json'),
  routes: (name: string) => join(folder, 'migrations', plain(name), 'rds.json'),
});

/** Whoever writes a migration's routes holds this lock. */
export const splitLock = (folder: string, migration: string): string => `${folder}/split/${migration}`;

/** Whoever writes clusters and listeners holds this one; it is taken before the other, never after. */
export const publishLock = (folder: string): string => `${folder}/publish`;

/** Milliseconds to wait for one's turn: many migrations may be put on one edge at once. */
export const publishTurn = 30_000;
