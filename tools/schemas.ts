/**
 * Writes the JSON Schemas of what programs read (`docs/schemas`) from the shapes in the code. Without arguments the files are
 * written; `--check` only says which ones are not fresh, and fails.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemas } from '../packages/gateway/src/convert/schema.ts';
import { proofSchemas } from '../packages/gateway/src/prove/proof.ts';
import { askSchemas } from '../packages/gateway/src/semantics/schema.ts';
import { migrationSchema } from '../packages/migration/src/document/json-schema.ts';
import { splitSchema } from '../packages/migration/src/document/split.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'schemas');

/** File name and text of every schema. */
function schemaFiles(): readonly (readonly [file: string, text: string])[] {
  return Object.entries({
    ...jsonSchemas(),
    ...askSchemas(),
    ...proofSchemas(),
    migration: migrationSchema(),
    split: splitSchema(),
  }).map(([name, schema]) => [join(folder, `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`]);
}

/** Files that do not hold what the code says. */
export function stale(): readonly string[] {
  return schemaFiles().flatMap(([file, text]) => {
    try {
      return readFileSync(file, 'utf8') === text ? [] : [file];
    } catch {
      return [file];
    }
  });
}

if (import.meta.main) {
  const outdated = stale();
  if (process.argv.includes('--check')) {
    for (const file of outdated) console.error(`${file} is not fresh: run tools/schemas.ts`);
    process.exitCode = outdated.length === 0 ? 0 : 1;
  } else {
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of schemaFiles()) writeFileSync(file, text);
  }
}
