/** Source files by a path that the user named: a file, or a folder that holds one; `config.yaml` beside it joins in. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Place } from '@banyan/core/document/place.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { reasonOf } from '@banyan/core/files/reason.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import { defaultLimits } from '@banyan/core/document/limits.ts';
import type { SourceFile } from '../readers/reader.ts';

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

const beginningOf = (file: string): Place => ({ file, document: 0, pointer: '', line: 1, column: 1 });

function unreadable(file: string, reason: string): readonly Finding[] {
  return [finding('DOC022', { reason }, { source: beginningOf(file) })];
}

/** The file up to just beyond the limit: readDocuments says how large a file may be. */
function beginning(name: string): Uint8Array {
  const handle = openSync(name, 'r');
  try {
    const chunks: Uint8Array[] = [];
    for (let left = defaultLimits.bytes + 1; left > 0; ) {
      const chunk = new Uint8Array(Math.min(left, 1024 * 1024));
      const count = readSync(handle, chunk);
      if (count === 0) break;
      chunks.push(chunk.subarray(0, count));
      left -= count;
    }
    return Buffer.concat(chunks);
  } finally {
    closeSync(handle);
  }
}

/** One file under the name that findings carry. */
export function readFile(name: string): Result<SourceFile, readonly Finding[]> {
  try {
    const status = statSync(name);
    if (status.isDirectory()) return err(unreadable(name, 'EISDIR'));
    // Pipes and devices may never end, or never begin; a descriptor of our own (`/dev/stdin`) has its writer already.
    const ours = status.isFIFO() && /^\/(dev|proc)\//.test(name);
    if (!status.isFile() && !ours) return err([finding('DOC023', {}, { source: beginningOf(name) })]);
    return ok({ name, bytes: beginning(name) });
  } catch (error) {
    return err(unreadable(name, reasonOf(error)));
  }
}

/** `path` as given is the name that findings carry. */
export function readSource(path: string): Result<readonly SourceFile[], readonly Finding[]> {
  const folder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const candidates = ['apisix.yaml', 'apisix.json'].map((name) => join(path, name));
  const main = folder ? candidates.find(exists) : path;
  if (main === undefined) return err(unreadable(path, 'apisix.yaml, apisix.json: ENOENT'));
  const source = readFile(main);
  if (!source.ok) return source;
  const beside = join(dirname(main), 'config.yaml');
  if (beside === main || !exists(beside)) return ok([source.value]);
  const settings = readFile(beside);
  return settings.ok ? ok([source.value, { ...settings.value, static: true }]) : settings;
}
