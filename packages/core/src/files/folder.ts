/** A folder of files that appears as a whole or not at all. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Result } from '../result.ts';
import { err, ok } from '../result.ts';
import { isSystemError, reasonOf } from './reason.ts';

export interface FolderFile {
  /** Relative, without folders. */
  readonly path: string;
  readonly chunks: Iterable<string>;
  /** Readable by its owner only. */
  readonly secret: boolean;
}

/** `foreign`: the folder holds a file that is not among those to be written and would be lost. */
export type FolderProblem =
  | { readonly kind: 'system'; readonly reason: string }
  | { readonly kind: 'foreign'; readonly file: string };

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function writeFile(path: string, { chunks, secret }: FolderFile): void {
  const handle = openSync(path, 'wx', secret ? 0o600 : 0o644);
  try {
    for (const chunk of chunks) {
      const bytes = Buffer.from(chunk);
      for (let from = 0; from < bytes.length; ) from += writeSync(handle, bytes, from);
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Names in an existing folder; undefined when there is none. */
function entries(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (reasonOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Folders from the top down; adds what it makes to `made`. Node's own recursive mkdir never returns for some paths below /proc. */
function makeFolders(folder: string, made: string[]): void {
  if (entries(folder) !== undefined) return;
  makeFolders(dirname(folder), made);
  mkdirSync(folder);
  made.push(folder);
}

/** Puts the draft in the place of the folder; the old one goes last, and comes back when the exchange fails. */
function exchange(draft: string, folder: string, existing: boolean): void {
  if (!existing) return renameSync(draft, folder);
  const old = `${draft}.old`;
  renameSync(folder, old);
  try {
    renameSync(draft, folder);
  } catch (error) {
    renameSync(old, folder);
    throw error;
  }
  return rmSync(old, { recursive: true, force: true });
}

interface Plan {
  readonly folder: string;
  readonly files: readonly FolderFile[];
  /** Names in the folder; undefined when there is none yet. */
  readonly present: readonly string[] | undefined;
}

/** The draft stands beside the folder and takes its place in one move. */
function replaceWhole({ folder, files, present }: Plan): void {
  const parent = dirname(folder);
  const draft = join(parent, `.${basename(folder)}.${randomBytes(6).toString('hex')}.tmp`);
  const made: string[] = [];
  try {
    makeFolders(parent, made);
    mkdirSync(draft);
    for (const file of files) writeFile(join(draft, file.path), file);
    sync(draft);
    exchange(draft, folder, present !== undefined);
    sync(parent);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    for (const one of made.toReversed()) rmdirSync(one);
    throw error;
  }
}

/** A mounted folder cannot be moved, and one whose parent is closed has no room beside it: the files move in one by one. */
function replaceInside({ folder, files, present = [] }: Plan): void {
  const draft = join(folder, `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    mkdirSync(draft);
    for (const file of files) writeFile(join(draft, file.path), file);
    for (const { path } of files) renameSync(join(draft, path), join(folder, path));
    const written = new Set(files.map(({ path }) => path));
    for (const name of present) if (!written.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
    sync(folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

const immovable = new Set(['EBUSY', 'EXDEV', 'EACCES', 'EPERM', 'EROFS']);

/**
 * Writes all files into the folder, replacing what an earlier run left there. `known` are further names that may be replaced.
 * On any failure nothing is left behind and an existing folder stays as it was. Throws what making the chunks throws.
 */
export function writeFolder(
  path: string,
  files: readonly FolderFile[],
  known: readonly string[] = [],
): Result<void, FolderProblem> {
  const folder = resolve(path);
  try {
    const present = entries(folder);
    const own = new Set([...known, ...files.map((file) => file.path)]);
    const foreign = present?.find((name) => !own.has(name));
    if (foreign !== undefined) return err({ kind: 'foreign', file: foreign });
    const plan = { folder, files, present };
    try {
      replaceWhole(plan);
    } catch (error) {
      if (present === undefined || !immovable.has(reasonOf(error))) throw error;
      replaceInside(plan);
    }
    return ok(undefined);
  } catch (error) {
    // Chunks are made while they are written: an error in making them is a bug, not the disk's.
    if (!isSystemError(error)) throw error;
    return err({ kind: 'system', reason: reasonOf(error) });
  }
}
