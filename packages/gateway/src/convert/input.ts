/** Source files by what the user named: files, folders, patterns; `config.yaml` beside them joins in. */
import { closeSync, globSync, openSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beginningOf } from '@banyan/core/document/place.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { reasonOf } from '@banyan/core/files/reason.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import { defaultLimits } from '@banyan/core/document/limits.ts';
import type { SourceFile } from '../readers/reader.ts';

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

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

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** `config.yaml`, `config-default.yaml`: how the gateway itself is run. */
const isSettings = (path: string): boolean => /^config(-[^/]*)?\.ya?ml$/.test(basename(path));

/** Of a folder the standalone file, if it holds one, otherwise every YAML and JSON file at and below it. */
function filesIn(folder: string): readonly string[] {
  const standalone = ['apisix.yaml', 'apisix.json'].map((name) => join(folder, name)).find(exists);
  if (standalone !== undefined) return [standalone];
  return globSync('**/*.{yaml,yml,json}', { cwd: folder })
    .map((name) => join(folder, name))
    .toSorted();
}

/** The files that one word of the user stands for. */
function filesOf(word: string): readonly string[] {
  if (isFolder(word)) return filesIn(word);
  return exists(word) || !/[*?[{]/.test(word) ? [word] : globSync(word).toSorted();
}

/** Names as given are the names that findings carry. */
export function readSource(...words: readonly string[]): Result<readonly SourceFile[], readonly Finding[]> {
  const named: string[] = [];
  for (const word of words) {
    const files = filesOf(word);
    // Of nothing at all every file is one.
    if (files.every(isSettings)) return err(unreadable(word, 'apisix.yaml, apisix.json: ENOENT'));
    named.push(...files);
  }
  const [main = ''] = named;
  const beside = join(dirname(main), 'config.yaml');
  const all = new Set(named.some(isSettings) || !exists(beside) ? named : [...named, beside]);
  const files: SourceFile[] = [];
  for (const name of all) {
    const file = readFile(name);
    if (!file.ok) return file;
    files.push(isSettings(name) ? { ...file.value, static: true } : file.value);
  }
  return ok(files);
}
