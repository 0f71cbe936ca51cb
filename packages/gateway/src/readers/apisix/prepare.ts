/**
 * What APISIX does with a file before it looks at its values: a YAML file must end with `#END`, and variables are replaced in
 * the raw text of YAML (so that quoting decides the type) or inside the strings of JSON (`apisix/core/config_yaml.lua`).
 */
import type { Edit } from '@banyan/core/document/edit.ts';
import { jsonStringAt } from '@banyan/core/document/json-string.ts';
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

function replaced(value: string, uses: readonly Use[]): string {
  let from = 0;
  let result = '';
  for (const use of uses) {
    result += value.slice(from, use.at) + (use.value ?? '');
    from = use.at + use.length;
  }
  return result + value.slice(from);
}

function inJson(text: string, environment: Environment): Edits {
  if (!text.includes('${{')) return ok([]);
  const edits: Edit[] = [];
  const problems: Problem[] = [];
  for (let at = text.indexOf('"'); at >= 0; ) {
    const read = jsonStringAt(text, at);
    // What is wrong with the string the parser will say.
    if (read === undefined) break;
    const { token, value } = read;
    const uses = token.includes('{') ? usesIn(value, environment) : [];
    const place = at;
    problems.push(...uses.filter((use) => use.value === undefined).map((use) => unset(use, place)));
    const behind = at + token.length;
    if (uses.length > 0) {
      const isKey = /^\s*:/.test(text.slice(behind, behind + 100));
      edits.push({ at, removed: token.length, inserted: coerced(replaced(value, uses), isKey) });
    }
    at = text.indexOf('"', behind);
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
