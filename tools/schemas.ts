/**
 * Writes the JSON Schemas of what programs read (`docs/schemas`) from the shapes in the code. Without arguments the files are
 * written; `--check` only says which ones are not fresh, and fails.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  conditionSchema,
  conversionSchema,
  findingSchema,
  ledgerLineSchema,
} from '../packages/gateway/src/convert/schema.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'schemas');

const schemas: Readonly<Record<string, z.ZodType>> = {
  condition: conditionSchema,
  finding: findingSchema,
  'ledger-line': ledgerLineSchema,
  conversion: conversionSchema,
};

/** File name and text of every schema. */
export function schemaFiles(): readonly (readonly [file: string, text: string])[] {
  return Object.entries(schemas).map(([name, schema]) => [
    join(folder, `${name}.json`),
    `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`,
  ]);
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
