import { readFile } from 'node:fs/promises';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { reasonOf } from '../local/atomic.ts';
import { EdgeMigration } from './model.ts';

/** The definition of a migration as an edge keeps it in a file; TRF015 when there is none, TRF019 when it is broken. */
export async function readDefinitionIn(file: string, name: string): Promise<Result<EdgeMigration, Finding>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const reason = reasonOf(error);
    return err(reason === 'ENOENT' ? finding('TRF015', { migration: name }) : finding('TRF019', { file, reason }));
  }
  try {
    return ok(EdgeMigration.parse(JSON.parse(text)));
  } catch (error) {
    return err(finding('TRF019', { file, reason: reasonOf(error).slice(0, 300) }));
  }
}
