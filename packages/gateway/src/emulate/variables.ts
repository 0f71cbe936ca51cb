/**
 * `${{NAME}}` and `${{NAME:=default}}` in the text of a standalone file, replaced before YAML sees them, so that quoting decides
 * the type (apisix/cli/file.lua, resolve_conf_var). A name without value and default refuses the file.
 */
import type { Edit } from '@banyan/core/document/edit.ts';
import type { Problem } from '@banyan/core/document/problem.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const reference = /\$\{\{\s*(\w+)(:=(.*?))?\s*\}\}/g;

export const substitute =
  (environment: Environment) =>
  (text: string): Result<readonly Edit[], readonly Problem[]> => {
    const edits: Edit[] = [];
    const problems: Problem[] = [];
    for (const found of text.matchAll(reference)) {
      const [whole, name = '', given, fallback = ''] = found;
      const value = environment[name] ?? (given === undefined ? undefined : fallback);
      if (value !== undefined) edits.push({ at: found.index, removed: whole.length, inserted: value });
      else problems.push({ offset: found.index, make: (context) => finding('EMU003', { name }, context) });
    }
    return problems.length > 0 ? err(problems) : ok(edits);
  };
