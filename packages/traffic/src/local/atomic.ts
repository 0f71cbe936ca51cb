import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';

/**
 * Replaces a file so that a reader sees the old text or the new one, never a part, also after a power cut. Envoy reacts
 * to the rename over a watched file, not to a write in place. Only its owner may read it unless `mode` says otherwise.
 */
export async function replaceFile(file: string, text: string, mode = 0o600): Promise<Result<void, Finding>> {
  const draft = `${file}.${process.pid}.${process.hrtime.bigint()}.tmp`;
  try {
    const handle = await open(draft, 'wx', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
    const folder = await open(dirname(file), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
    return ok(undefined);
  } catch (error) {
    await rm(draft, { force: true });
    return err(finding('TRF017', { file, reason: reasonOf(error) }));
  }
}

/** The code of a system error (`ENOSPC`, `EACCES`), or its message. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error) return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  return String(error);
}
