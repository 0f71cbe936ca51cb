/**
 * What APISIX does with a file before it looks at its values: a YAML file must end with `#END`, and variables are replaced in
 * the raw text of YAML (so that quoting decides the type) or inside the strings of JSON (`apisix/core/config_yaml.lua`).
 */
import type { Edit } from '@banyan/core/document/edit.ts';
import type { Problem } from '@banyan/core/document/problem.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import type { Environment, Use } from './environment.ts';
import { usesIn } from './environment.ts';

const unset = (use: Use, at: number): Problem => ({
  offset: at,
  make: (context) => finding('APX002', { name: use.name }, context),
});

/** The end mark may stand in the last ten bytes, followed by blanks only. */
function endMark(text: string): Problem[] {
  if (/#END\s*$/.test(text.slice(-10))) return [];
  return [{ offset: text.length, make: (context) => finding('APX001', {}, context) }];
}

type Edits = Result<readonly Edit[], readonly Problem[]>;

function inYaml(text: string, environment: Environment): Edits {
  const edits: Edit[] = [];
  const problems = endMark(text);
  for (const use of usesIn(text, environment)) {
    if (use.value === undefined) problems.push(unset(use, use.at));
    else edits.push({ at: use.at, removed: use.length, inserted: use.value });
  }
  return problems.length > 0 ? err(problems) : ok(edits);
}

/** A string that becomes a number, `true` or `false` by the replacement gets that type; a key stays text. */
function coerced(value: string, isKey: boolean): string {
  const typed = /^\s*[-+]?(0x[0-9a-fA-F]+|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?)\s*$/.test(value);
  if (isKey || (!typed && value !== 'true' && value !== 'false')) return JSON.stringify(value);
  return typed ? String(Number(value)) : value;
}

function inJson(text: string, environment: Environment): Edits {
  if (!text.includes('${{')) return ok([]);
  const edits: Edit[] = [];
  const problems: Problem[] = [];
  // oxlint-disable-next-line no-control-regex -- JSON forbids control characters inside strings
  for (const match of text.matchAll(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/g)) {
    if (!match[0].includes('{')) continue;
    // The pattern admits exactly what JSON.parse accepts as a string.
    const value = JSON.parse(match[0]) as string;
    const uses = usesIn(value, environment);
    problems.push(...uses.filter((use) => use.value === undefined).map((use) => unset(use, match.index)));
    if (uses.length === 0) continue;
    let from = 0;
    let replaced = '';
    for (const use of uses) {
      replaced += value.slice(from, use.at) + (use.value ?? '');
      from = use.at + use.length;
    }
    const isKey = /^\s*:/.test(text.slice(match.index + match[0].length, match.index + match[0].length + 100));
    edits.push({
      at: match.index,
      removed: match[0].length,
      inserted: coerced(replaced + value.slice(from), isKey),
    });
  }
  return problems.length > 0 ? err(problems) : ok(edits);
}

/** For readDocuments: the changes to a file's text, or why APISIX would not read it. `static` files have no end mark. */
export const prepareWith =
  (environment: Environment, file: 'configuration' | 'static' = 'configuration') =>
  (text: string, syntax: 'yaml' | 'json'): Edits => {
    if (syntax === 'json') return inJson(text, environment);
    return inYaml(file === 'static' ? `${text}#END` : text, environment);
  };
