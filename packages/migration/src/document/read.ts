/** Reads documents by their schemas; whatever is wrong is a finding with its place in the file. */
import { beginningOf } from '@banyan/core/document/place.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { readDocuments } from '@banyan/core/document/read.ts';
import { child, plain } from '@banyan/core/document/values.ts';
import { type Finding, finding, type FindingContext } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { z } from 'zod';
import { MigrationDocument } from './schema.ts';
import { nearest } from './nearest.ts';

export interface ReadDocument<T> {
  readonly document: T;
  /** The parsed file, so that later findings have places too. */
  readonly root: Node;
}

export type ReadMigration = ReadDocument<MigrationDocument>;

export const readMigration = (bytes: Uint8Array, file: string): Result<ReadMigration, readonly Finding[]> =>
  readDocument(MigrationDocument, bytes, file);

export function readDocument<T>(
  schema: z.ZodType<T>,
  bytes: Uint8Array,
  file: string,
): Result<ReadDocument<T>, readonly Finding[]> {
  const read = readDocuments(bytes, file);
  if (!read.ok) return read;
  const [first, second] = read.value;
  if (first === undefined) return err([finding('DOC001', {}, { source: beginningOf(file) })]);
  if (second !== undefined)
    return err([finding('DOC017', { count: read.value.length }, { source: placeOf(second.root) })]);
  const parsed = schema.safeParse(plain(first.root));
  if (parsed.success) return ok({ document: parsed.data, root: first.root });
  return err(parsed.error.issues.flatMap((issue) => explain(issue, { root: first.root, schema })));
}

type Issue = z.core.$ZodIssue;

/** The file, and what it should be. */
interface Read {
  readonly root: Node;
  readonly schema: z.ZodType;
}

function explain(issue: Issue, read: Read): readonly Finding[] {
  const { root, schema } = read;
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const node = nodeAt(root, path);
  const where = path.join('.') || 'the document';
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((field) => {
      const meant = nearest(field, fieldsAt(schema, path)) ?? '';
      return finding('MIG002', { field, where, meant }, { source: placeOf(child(node, field) ?? node) });
    });
  }
  if (issue.code === 'invalid_union') return union(issue, read, path);
  return [wrong(issue, where, isThere(root, path), { source: placeOf(node) })];
}

function wrong(issue: Issue, field: string, there: boolean, at: FindingContext): Finding {
  if (!there) return finding('MIG032', { field }, at);
  switch (issue.code) {
    case 'invalid_value':
      return finding('MIG029', { field, allowed: issue.values.map(String).join(', ') }, at);
    case 'invalid_format':
      return finding('MIG030', { field, form: issue.format === 'regex' ? issue.message : issue.format }, at);
    case 'too_small':
      return finding('MIG031', { field, limit: `${issue.inclusive === true ? '≥' : '>'} ${issue.minimum}` }, at);
    case 'too_big':
      return finding('MIG031', { field, limit: `${issue.inclusive === true ? '≤' : '<'} ${issue.maximum}` }, at);
    case 'invalid_type':
      return finding('MIG001', { field, expected: issue.expected }, at);
    // None of the document's schemas makes these; should one ever, its name says most.
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'invalid_union':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return finding('MIG001', { field, expected: issue.code }, at);
  }
}

function isThere(root: Node, path: readonly (string | number)[]): boolean {
  const last = path.at(-1);
  return last === undefined || nodeAt(root, path).key === last;
}

/** Of several shapes, the one that fits best complains: the one whose first complaint lies deepest. */
function union(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  read: Read,
  path: readonly (string | number)[],
): readonly Finding[] {
  const { root } = read;
  const node = nodeAt(root, path);
  const isObject = node.kind === 'object';
  const best = issue.errors.find((issues) =>
    issues.every((one) => (one.code === 'invalid_type') !== isObject || one.path.length > 0),
  );
  const nested = (best ?? []).flatMap((one) => explain({ ...one, path: [...path, ...one.path] }, read));
  if (nested.length > 0) return nested;
  return [finding('MIG001', { field: path.join('.'), expected: 'string' }, { source: placeOf(node) })];
}

/** The node at a path, or the last one on the way to it. */
export function nodeAt(root: Node, path: readonly (string | number)[]): Node {
  let at = root;
  for (const step of path) {
    const next = at.kind === 'list' && typeof step === 'number' ? at.items[step] : child(at, String(step));
    if (next === undefined) break;
    at = next;
  }
  return at;
}

/** Fields that the schema knows at a path. */
function fieldsAt(schema: z.ZodType, path: readonly (string | number)[]): readonly string[] {
  let at: unknown = schema;
  for (const step of path) at = inner(unwrap(at), step);
  const shapes = optionsOf(unwrap(at))
    .map(unwrap)
    .flatMap((one) => (hasShape(one) ? Object.keys(one.shape) : []));
  return shapes;
}

const hasShape = (schema: unknown): schema is { shape: Record<string, unknown> } =>
  typeof schema === 'object' && schema !== null && 'shape' in schema;

/** Optional and described schemas wrap the one that has the fields. */
function unwrap(schema: unknown): unknown {
  let at = schema;
  while (at instanceof z.ZodOptional || at instanceof z.ZodDefault) at = at.unwrap();
  return at;
}

const optionsOf = (schema: unknown): readonly unknown[] =>
  typeof schema === 'object' && schema !== null && 'options' in schema && Array.isArray(schema.options)
    ? schema.options
    : [schema];

function inner(schema: unknown, step: string | number): unknown {
  if (typeof schema !== 'object' || schema === null) return undefined;
  if (typeof step === 'number' && 'element' in schema) return schema.element;
  for (const option of optionsOf(schema))
    if (hasShape(option) && String(step) in option.shape) return option.shape[String(step)];
  return undefined;
}
