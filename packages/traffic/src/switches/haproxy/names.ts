/** Names inside HAProxy, which allows letters, digits and `-_.:` in them, and files below Banyan's folder. */
import { join } from 'node:path';
import type { Side } from '../../indicators/indicator.ts';

/** Reversible; names of documents come out as they are. */
const plain = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[.!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%', '.');
const unplain = (text: string): string => decodeURIComponent(text.replaceAll('.', '%'));

export const frontendName = (migration: string, entry: string): string => `banyan:${plain(migration)}:${entry}`;

export const backendName = (migration: string, phase: string, side: Side, entry: string): string =>
  ['banyan', plain(migration), plain(phase), side, entry].join(':');

/** Requests that no phase matches; no phase has an empty name. */
export const stayingName = (migration: string, entry: string): string => backendName(migration, '', 'old', entry);

/** What a backend's name says; undefined for one that is not of a phase. */
export function parseBackend(
  name: string,
): { readonly migration: string; readonly phase: string; readonly side: Side } | undefined {
  const [banyan, migration, phase, side, entry] = name.split(':');
  if (banyan !== 'banyan' || !migration || !phase || entry === undefined) return undefined;
  if (side !== 'old' && side !== 'new') return undefined;
  return { migration: unplain(migration), phase: unplain(phase), side };
}

/** The table of latencies. Its name tells which fragment is loaded. */
export const tableName = (migration: string, digest: string): string => `banyan:${plain(migration)}::${digest}`;
export const trackedKey = (phase: string, side: Side): string => `${plain(phase)}:${side}`;
export function parseTracked(key: string): { readonly phase: string; readonly side: Side } | undefined {
  const [phase, side] = key.split(':');
  if (!phase || (side !== 'old' && side !== 'new')) return undefined;
  return { phase: unplain(phase), side };
}

/** Keys of the map: phases, and the record beside them. */
export const mapKey = plain;
export const phaseOfKey = unplain;
export const recordKey = ':record';

export const haproxyFiles = (folder: string, migration: string) => {
  const own = join(folder, plain(migration));
  return {
    own,
    definition: join(own, 'migration.json'),
    map: join(own, 'shares.map'),
    /** Only files that end so are loaded from a folder. */
    fragment: join(folder, `banyan-${plain(migration)}.cfg`),
  };
};

/** Whoever writes anything of a migration holds this lock. */
export const haproxyLock = (folder: string, migration: string): string => `${folder}/haproxy/${migration}`;
