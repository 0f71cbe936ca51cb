/** Converts a case as `banyan convert` does: files in, a bootstrap and findings out. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';
import { describe } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { convert } from '@banyan/gateway/convert/convert.ts';
import { type Prediction, predictions } from '@banyan/gateway/semantics/compare/predict.ts';
import type { VectorCase } from '../vector.ts';
import { writeSource } from './files.ts';
import type { LaneOrder } from './run.ts';
import { isObject, type Tree, type TreeObject } from './merge.ts';

export interface Converted {
  readonly bootstrap: TreeObject;
  readonly predict: Prediction;
}

export interface ConvertedFiles {
  readonly files: readonly string[];
  readonly predict: Prediction;
  /** The route of the source by the name of the rule. */
  readonly routes: ReadonlyMap<string, string>;
}

export interface Unconverted {
  readonly problem: string;
  readonly predict: Prediction;
}

/** The files that the conversion wrote into the folder, in its order; the case's own files lie beside them. */
export function convertFiles(
  one: VectorCase,
  folder: string,
  asked: Pick<LaneOrder, 'through' | 'allow' | 'secrets'>,
): Result<ConvertedFiles, Unconverted> {
  const sources = writeSource(one, folder).map((file) => {
    const name = basename(file);
    return { name, bytes: readFileSync(file), static: name === 'config.yaml' };
  });
  const converted = convert(sources, {
    to: asked.through,
    allow: new Set(asked.allow),
    ...(asked.secrets === undefined ? {} : { secrets: asked.secrets }),
    environment: one.env,
  });
  if (!converted.ok) {
    const [first] = converted.error;
    const reason = first === undefined ? 'no reason given' : `${first.code} ${describe(first, 'en').message}`;
    return err({ problem: `not converted: ${reason}`, predict: predictions(converted.error) });
  }
  const files = converted.value.files.map(({ path, chunks }) => {
    const file = join(folder, 'out', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Array.from(chunks).join(''));
    return file;
  });
  const routes = new Map(converted.value.model.rules.map(({ name, route }) => [name, route]));
  return ok({ files, predict: predictions(converted.value.findings), routes });
}

export function convertCase(
  one: VectorCase,
  folder: string,
  asked: Pick<LaneOrder, 'through' | 'allow' | 'secrets'>,
): Result<Converted, Unconverted> {
  const converted = convertFiles(one, folder, asked);
  if (!converted.ok) return converted;
  const { files, predict } = converted.value;
  const file = files.find((path) => basename(path) === 'envoy.yaml');
  const bootstrap = file === undefined ? undefined : parse(readFileSync(file));
  return bootstrap === undefined ? err({ problem: 'envoy.yaml cannot be read', predict }) : ok({ bootstrap, predict });
}

function parse(bytes: Uint8Array): TreeObject | undefined {
  const read = readDocuments(bytes, 'envoy.yaml');
  const [document] = read.ok ? read.value : [];
  // Plain values of YAML are JSON values.
  const tree = document === undefined ? null : (plain(document.root) as Tree);
  return isObject(tree) ? tree : undefined;
}
