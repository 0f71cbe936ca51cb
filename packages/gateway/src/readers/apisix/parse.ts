/**
 * From a file to documents, by the door that it belongs to. Only standalone files have variables and an end mark; what has
 * neither is looked at first, so that no file is parsed twice without need.
 */
import type { Document } from '@banyan/core/document/node.ts';
import type { ReadOptions } from '@banyan/core/document/read.ts';
import { readDocuments } from '@banyan/core/document/read.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import type { ParseOptions, SourceFile } from '../reader.ts';
import { doors, doorOf } from './doors/list.ts';
import { standaloneDoor } from './doors/standalone.ts';
import { prepareWith } from './prepare.ts';

type Read = Result<readonly Document[], readonly Finding[]>;

const asStandalone = (file: SourceFile, options: ParseOptions, limits: ReadOptions): Read =>
  readDocuments(file.bytes, file.name, {
    ...limits,
    prepare: prepareWith(options.environment, file.static === true ? 'static' : 'configuration'),
  });

/** JSON by its first character, where the name does not say it. */
const syntaxOf = (file: SourceFile): ReadOptions =>
  /\.(json|ya?ml)$/i.test(file.name) || !/^\s*[[{]/.test(Buffer.from(file.bytes.subarray(0, 200)).toString())
    ? {}
    : { syntax: 'json' };

export function parse(file: SourceFile, options: ParseOptions): Read {
  const limits = { ...syntaxOf(file), ...(options.limits === undefined ? {} : { limits: options.limits }) };
  if (file.static === true || hasEndMark(file)) return asStandalone(file, options, limits);
  const named = options.door === undefined ? undefined : doors.get(options.door);
  if (named === standaloneDoor) return asStandalone(file, options, limits);
  const read = readDocuments(file.bytes, file.name, limits);
  if (named !== undefined || (read.ok && doorOf(read.value) !== standaloneDoor)) return read;
  // What is wrong with it is told as its own door would.
  return asStandalone(file, options, limits);
}

/** The last ten bytes of a standalone YAML file say that it is complete. */
const hasEndMark = ({ bytes, name }: SourceFile): boolean =>
  !/\.json$/i.test(name) && Buffer.from(bytes.subarray(-10)).includes('#END');
