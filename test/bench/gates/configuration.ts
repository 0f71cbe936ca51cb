/** Values of the committed configurations. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';
import { member } from '@banyan/traffic/proxies/json.ts';
import { durationOf } from '@banyan/migration/document/units.ts';

/** The documents of a file beside this one. */
export function documents(file: string): readonly unknown[] {
  const read = readDocuments(readFileSync(join(import.meta.dirname, file)), file);
  if (!read.ok) throw new Error(`${file}: ${JSON.stringify(read.error)}`);
  return read.value.map(({ root }) => plain(root));
}

/** What is found at a path of names and indices. */
export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((found, step) => (Array.isArray(found) ? (found[Number(step)] as unknown) : member(found, step)), value); // elements of unknown JSON

export function numberAt(value: unknown, ...path: readonly string[]): number {
  const found = at(value, ...path);
  if (typeof found !== 'number') throw new Error(`no number at ${path.join('.')}`);
  return found;
}

/** Seconds. */
export function secondsAt(value: unknown, ...path: readonly string[]): number {
  const found = at(value, ...path);
  if (typeof found !== 'string') throw new Error(`no duration at ${path.join('.')}`);
  return durationOf(found) / 1000;
}
