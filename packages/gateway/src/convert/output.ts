/** Writes a conversion into a folder, all or nothing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FolderProblem } from '@banyan/core/files/folder.ts';
import { writeFolder } from '@banyan/core/files/folder.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import type { Conversion } from './convert.ts';
import { ledgerFile } from './ledger-lines.ts';

const said = (folder: string, problem: FolderProblem): Finding =>
  problem.kind === 'foreign'
    ? finding('CNV003', { folder, file: problem.file })
    : finding('CNV002', { folder, reason: problem.reason });

/** What an earlier conversion says that it has written there: for another target or from another source. */
function earlier(folder: string): readonly string[] {
  try {
    const read: unknown = JSON.parse(readFileSync(join(folder, 'conversion.json'), 'utf8'));
    const ours = typeof read === 'object' && read !== null && 'kind' in read && read.kind === 'Conversion';
    if (!ours || !('files' in read) || !Array.isArray(read.files)) return [];
    return read.files.filter((file): file is string => typeof file === 'string');
  } catch {
    return [];
  }
}

/** A finding of the environment (exit code 3) when the folder cannot be written. */
export function writeConversion(folder: string, conversion: Pick<Conversion, 'files'>): Result<void, Finding> {
  // An earlier run may have written the ledger where this one only counts.
  const written = writeFolder(folder, conversion.files, [ledgerFile, ...earlier(folder)]);
  return written.ok ? ok(undefined) : err(said(folder, written.error));
}
