/**
 * Golden folders: a user's files and a command beside the exact output, in both languages.
 * `UPDATE=1 make test` (or with vitest on this file) writes what is printed now; read the difference before committing it.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { expected, folders, languages, play } from './run.ts';
import type { Language } from './run.ts';

// Object.keys of the table are its languages.
const cases = folders().flatMap((folder) =>
  (Object.keys(languages) as Language[]).map((language) => [folder, language] as const),
);

test.each(cases)('%s prints in %s what it printed before', async (folder, language) => {
  const outcome = await play(folder, language);
  if (process.env['UPDATE'] === '1') {
    const target = join(import.meta.dirname, folder, language);
    rmSync(target, { recursive: true, force: true });
    for (const [path, content] of Object.entries(outcome)) {
      mkdirSync(dirname(join(target, path)), { recursive: true });
      writeFileSync(join(target, path), content);
    }
  }
  expect(outcome).toEqual(expected(folder, language));
});
