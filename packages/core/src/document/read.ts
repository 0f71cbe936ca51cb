/** Files into documents. Whatever cannot be read is a finding with its place; nothing is thrown. */
import type { Finding } from '../finding/finding.ts';
import { finding } from '../finding/finding.ts';
import type { Result } from '../result.ts';
import { err, ok } from '../result.ts';
import type { Edit } from './edit.ts';
import { applyEdits, originalOffset } from './edit.ts';
import { readJson } from './json.ts';
import type { Limits } from './limits.ts';
import { defaultLimits } from './limits.ts';
import { astralOffsets, lineAndColumn, lineStarts } from './locate.ts';
import type { Document } from './node.ts';
import type { Problem } from './problem.ts';
import { Unreadable } from './problem.ts';
import { decode } from './text.ts';
import { readYaml } from './yaml.ts';

export interface ReadOptions {
  readonly limits?: Partial<Limits>;
  /** By default a file whose name ends in `.json` is JSON and everything else YAML. */
  readonly syntax?: 'yaml' | 'json';
  /**
   * Changes to the text before it is parsed, as some formats substitute variables; places keep pointing into the file.
   * Problems stop the reading.
   */
  readonly prepare?: (text: string, syntax: 'yaml' | 'json') => Result<readonly Edit[], readonly Problem[]>;
}

/** All documents of a file, at least one. */
export function readDocuments(
  bytes: Uint8Array,
  file: string,
  options: ReadOptions = {},
): Result<readonly Document[], readonly Finding[]> {
  const limits = { ...defaultLimits, ...options.limits };
  const syntax = options.syntax ?? (/\.json$/i.test(file) ? 'json' : 'yaml');
  let seen = '';
  let edits: readonly Edit[] = [];
  const reported = ({ make }: Pick<Problem, 'make'>, original: number): Finding => {
    const measures = { lines: lineStarts(seen), astral: astralOffsets(seen) };
    return make({ source: { file, document: 0, pointer: '', ...lineAndColumn(measures, original) } });
  };
  try {
    const text = decode(bytes, limits, (decoded) => {
      seen = decoded;
    });
    if (!/\S/.test(text)) return err([reported({ make: (context) => finding('DOC001', {}, context) }, 0)]);
    const prepared = options.prepare?.(text, syntax) ?? ok([]);
    if (!prepared.ok) return err(prepared.error.map((problem) => reported(problem, problem.offset)));
    edits = prepared.value;
    const measures = { lines: lineStarts(text), astral: astralOffsets(text) };
    const source = { text: applyEdits(text, edits), file, measures, original: originalOffset(edits), limits };
    const documents = /\S/.test(source.text) ? (syntax === 'json' ? readJson : readYaml)(source) : [];
    if (documents.length > 0) return ok(documents);
    return err([reported({ make: (context) => finding('DOC001', {}, context) }, 0)]);
  } catch (error) {
    if (error instanceof Unreadable) return err([reported(error.problem, originalOffset(edits)(error.problem.offset))]);
    throw error;
  }
}
