/** Every format that can be proved, and how one is told from another. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beginningOf } from '@banyan/core/document/place.ts';
import type { ObjectNode } from '@banyan/core/document/node.ts';
import { readDocuments } from '@banyan/core/document/read.ts';
import { isObject } from '@banyan/core/document/values.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import { reasonOf } from '@banyan/core/files/reason.ts';
import { substitute } from '../../emulate/variables.ts';
import type { Side } from '../side.ts';
import { apisix } from './apisix.ts';
import { envoy } from './envoy.ts';
import type { Format, OpenOptions } from './format.ts';
import { gatewayApi, istio } from './kubernetes.ts';

/** Objects of several may lie in one folder: the first that knows one of them takes all. */
const formats: readonly Format[] = [apisix, envoy, gatewayApi, istio];

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** A file, the file of a known name in a folder, or all files of a folder. */
export async function openSide(
  name: string,
  options: Omit<OpenOptions, 'name'>,
): Promise<Result<Side, readonly Finding[]>> {
  const files = filesOf(name);
  const roots: ObjectNode[] = [];
  for (const file of files) {
    const read = rootsIn(file, options);
    if (!read.ok) return read;
    roots.push(...read.value);
  }
  const format = formats.find((one) => roots.some((root) => one.recognises(root)));
  if (format === undefined)
    return err([
      finding(
        'PRV001',
        { formats: formats.map((one) => one.name).join(', ') },
        { source: beginningOf(files[0] ?? name) },
      ),
    ]);
  return format.open(files, { ...options, name });
}

function filesOf(name: string): readonly string[] {
  if (!isFolder(name)) return [name];
  const known = formats.flatMap(({ files }) => files.map((file) => join(name, file))).find(isFile);
  if (known !== undefined) return [known];
  const all = readdirSync(name)
    .filter((file) => /\.(?:ya?ml|json)$/i.test(file))
    .toSorted()
    .map((file) => join(name, file))
    .filter((file) => isFile(file) && basename(file) !== 'conversion.json');
  return all.length === 0 ? [name] : all;
}

/** Only to see what it is; a variable without value is for the format to judge. */
function rootsIn(
  file: string,
  { environment }: Pick<OpenOptions, 'environment'>,
): Result<readonly ObjectNode[], readonly Finding[]> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return err([finding('DOC022', { reason: reasonOf(error) }, { source: beginningOf(file) })]);
  }
  const read = readDocuments(bytes, file, { prepare: substitute(environment) });
  return read.ok ? ok(read.value.map(({ root }) => root).filter(isObject)) : read;
}
