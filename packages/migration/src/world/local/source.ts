/** Reads the old gateway's configuration into the model, with the digest of its bytes and of the variables it uses. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beginningOf } from '@banyan/core/document/place.ts';
import type { Document } from '@banyan/core/document/node.ts';
import { readDocuments } from '@banyan/core/document/read.ts';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { createLedger, type Ledger } from '@banyan/core/ledger/ledger.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import type { Model } from '@banyan/gateway/model/model.ts';
import { type Environment, usesIn } from '@banyan/gateway/readers/apisix/environment.ts';
import { apisixReader } from '@banyan/gateway/readers/apisix/reader.ts';
import { type Objects, objectsOf } from './objects.ts';

export interface LoadedSource {
  readonly model: Model;
  readonly ledger: Ledger;
  readonly digest: string;
  /** Worked out when asked for: a gateway is started without. */
  readonly objects: () => Objects;
  /** Names of the variables that the files use. */
  readonly variables: readonly string[];
}

const staticName = 'config.yaml';

/** The named files, and config.yaml beside the first where it is not among them. Absolute paths. */
export function sourceFiles(named: readonly string[]): readonly string[] {
  const [first] = named;
  const beside = first === undefined ? undefined : join(dirname(first), staticName);
  const known = named.some((file) => basename(file) === staticName);
  return known || beside === undefined || !existsSync(beside) ? named : [...named, beside];
}

export function loadSource(
  files: readonly string[],
  environment: Environment,
): Result<LoadedSource, readonly Finding[]> {
  const source = readSource(files, environment);
  if (!source.ok) return source;
  const { texts, digest, variables } = source.value;
  const documents: Document[] = [];
  for (const { file, bytes } of texts) {
    const kind = basename(file) === staticName ? 'static' : 'configuration';
    const read = readDocuments(bytes, file, { prepare: apisixReader.prepare(environment, kind) });
    if (!read.ok) return read;
    documents.push(...read.value);
  }
  const ledger = createLedger();
  const model = apisixReader.read(documents, ledger, {});
  return model.ok ? ok({ model: model.value, ledger, digest, objects: () => objectsOf(documents), variables }) : model;
}

interface SourceBytes extends Pick<LoadedSource, 'digest' | 'variables'> {
  readonly texts: readonly { readonly file: string; readonly bytes: Buffer }[];
}

/** Without reading what they mean: cheap enough to be asked again and again. */
export function readSource(
  files: readonly string[],
  environment: Environment,
): Result<SourceBytes, readonly Finding[]> {
  const hash = createHash('sha256');
  const variables = new Set<string>();
  const texts: { file: string; bytes: Buffer }[] = [];
  for (const file of files) {
    const bytes = readBytes(file);
    if (!bytes.ok) return bytes;
    for (const use of usesIn(bytes.value.toString('utf8'), environment)) {
      variables.add(use.name);
      hash.update(`${use.name}=${use.value ?? ''}\0`);
    }
    hash.update(bytes.value);
    texts.push({ file, bytes: bytes.value });
  }
  return ok({ texts, digest: hash.digest('hex'), variables: [...variables].sort() });
}

function readBytes(file: string): Result<Buffer, readonly Finding[]> {
  try {
    return ok(readFileSync(file));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return err([finding('EMU004', { reason }, { source: beginningOf(file) })]);
  }
}
