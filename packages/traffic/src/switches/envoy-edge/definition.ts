import { readdir, readFile } from 'node:fs/promises';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { reasonOf } from '../../local/atomic.ts';
import { EdgeMigration } from './model.ts';
import { edgeFiles } from './names.ts';

/** The definition of one migration on an edge; TRF015 when there is none, TRF019 when it is broken. */
export async function readDefinition(folder: string, name: string): Promise<Result<EdgeMigration, Finding>> {
  return readFrom(edgeFiles(folder).definition(name), name);
}

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

async function readFrom(file: string, name: string): Promise<Result<EdgeMigration, Finding>> {
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
