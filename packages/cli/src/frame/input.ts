/** Looks at a file before a command reads it, so that what is wrong is said in the user's words. */
import { accessSync, constants, statSync } from 'node:fs';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';

/**
 * Undefined when the file is there and may be read. Whoever reads it still handles what changes in between. `folders` says
 * that a folder will do as well.
 */
export function problemWith(file: string, folders: 'folders' | 'no-folders' = 'no-folders'): Finding | undefined {
  try {
    if (folders === 'no-folders' && statSync(file).isDirectory()) return finding('CLI008', { file });
    accessSync(file, constants.R_OK);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return reason === 'ENOENT' ? finding('CLI007', { file }) : finding('CLI009', { file, reason });
  }
}
