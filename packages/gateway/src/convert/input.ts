/** Source files by a path that the user named: a file, or a folder that holds one; `config.yaml` beside it joins in. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { reasonOf } from '@banyan/core/files/reason.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import { defaultLimits } from '@banyan/core/document/limits.ts';
import type { SourceFile } from './convert.ts';

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

function unreadable(file: string, reason: string): readonly Finding[] {
  return [finding('DOC022', { reason }, { source: { file, document: 0, pointer: '', line: 1, column: 1 } })];
}

function read(name: string): Result<SourceFile, readonly Finding[]> {
  try {
    const { size } = statSync(name);
    // Far beyond the limit nothing is even read into memory; readDocuments says how large a file may be.
    const bytes = size > 8 * defaultLimits.bytes ? new Uint8Array(defaultLimits.bytes + 1) : readFileSync(name);
    return ok({ name, bytes });
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
  const source = read(main);
  if (!source.ok) return source;
  const beside = join(dirname(main), 'config.yaml');
  if (beside === main || !exists(beside)) return ok([source.value]);
  const settings = read(beside);
  return settings.ok ? ok([source.value, { ...settings.value, static: true }]) : settings;
}
