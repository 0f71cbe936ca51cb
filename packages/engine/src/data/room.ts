/** Whether a data directory can be written: nothing is begun where a decision could not be kept. */
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { reasonOf } from './layout.ts';

/** Bytes that engine and histories need to begin with; a migration of an hour takes about as much. */
const least = 4 * 1024 * 1024;

/** ENG005 where the disk is full or read-only, or somebody else owns it. */
export async function roomIn(folder: string): Promise<Result<void, Finding>> {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < least) return err(finding('ENG005', { file: folder, reason: 'ENOSPC' }));
    await writeFile(probe, 'written', { mode: 0o600 });
    await rm(probe, { force: true });
    return ok(undefined);
  } catch (error) {
    return err(finding('ENG005', { file: folder, reason: reasonOf(error) }));
  }
}
