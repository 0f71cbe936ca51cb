/** Every format that can be proved, and how one is told from another. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readDocuments } from '@banyan/core/document/read.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err } from '@banyan/core/result.ts';
import { reasonOf } from '@banyan/core/files/reason.ts';
import { substitute } from '../../emulate/variables.ts';
import type { Side } from '../side.ts';
import { apisix } from './apisix.ts';
import { envoy } from './envoy.ts';
import type { Format, OpenOptions } from './format.ts';

const formats: readonly Format[] = [apisix, envoy];

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** A file, or the file of a known name in a folder. */
export async function openSide(
  name: string,
  options: Omit<OpenOptions, 'name'>,
): Promise<Result<Side, readonly Finding[]>> {
  const inFolder = formats.flatMap(({ files }) => files.map((file) => join(name, file))).find(isFile);
  const file = inFolder ?? name;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return err([finding('DOC022', { reason: reasonOf(error) }, beginning(name))]);
  }
  // Only to see what it is; a variable without value is for the format to judge.
  const read = readDocuments(bytes, file, { prepare: substitute(options.environment) });
  if (!read.ok) return read;
  const root = read.value[0]?.root;
  const format = root?.kind === 'object' ? formats.find((one) => one.recognises(root)) : undefined;
  if (format === undefined)
    return err([finding('PRV001', { formats: formats.map((one) => one.name).join(', ') }, beginning(file))]);
  return format.open(file, { ...options, name });
}

const beginning = (file: string) => ({ source: { file, document: 0, pointer: '', line: 1, column: 1 } });
