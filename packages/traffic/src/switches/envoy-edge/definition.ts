import { readdir } from 'node:fs/promises';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { ok, type Result } from '@banyan/core/result.ts';
import { readDefinitionIn } from '../definition.ts';
import type { EdgeMigration } from '../model.ts';
import { edgeFiles } from './names.ts';

/** The definition of one migration on an edge. */
export const readDefinition = (folder: string, name: string): Promise<Result<EdgeMigration, Finding>> =>
  readDefinitionIn(edgeFiles(folder).definition(name), name);

/** All migrations on an edge, by name. */
export async function readDefinitions(folder: string): Promise<Result<readonly EdgeMigration[], Finding>> {
  const found: EdgeMigration[] = [];
  const names = await readdir(edgeFiles(folder).migrations).catch((): string[] => []);
  for (const encoded of names.sort()) {
    const name = decodeURIComponent(encoded);
    const one = await readDefinition(folder, name);
    if (one.ok) found.push(one.value);
    // A folder without a definition is what an interrupted removal leaves.
    else if (one.error.code !== 'TRF015') return one;
  }
  return ok(found);
}
