/** What edges that the user runs have in common. */
import { readFile } from 'node:fs/promises';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { ok, type Result } from '@banyan/core/result.ts';
import { replaceFile } from '../local/atomic.ts';
import type { EdgeMigration } from './model.ts';

/** Everybody may read what tells an edge how to divide: its program may run as another user. */
export const readable = 0o644;

/** Writes files whose content is another one, in this order. */
export async function putChanged(
  files: readonly (readonly [file: string, content: string])[],
): Promise<Result<void, Finding>> {
  for (const [file, content] of files) {
    const before = await readFile(file, 'utf8').catch(() => undefined);
    const put = before === content ? ok(undefined) : await replaceFile(file, content, readable);
    if (!put.ok) return put;
  }
  return ok(undefined);
}

/** TRF043 for a migration with a door or a gateway that speaks TLS. */
export function speaksTls({ entries }: EdgeMigration, program: string): Finding | undefined {
  const secret = entries.find(({ certificates, old, new: fresh }) => certificates.length > 0 || old.tls || fresh.tls);
  return secret && finding('TRF043', { program, entry: secret.name });
}
