/** Converts a case as `banyan convert` does: files in, a bootstrap and findings out. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';
import { describe } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { convert } from '@banyan/gateway/convert/convert.ts';
import { type Prediction, predictions } from '../predict.ts';
import type { VectorCase } from '../vector.ts';
import { writeSource } from './files.ts';
import type { LaneOrder } from './run.ts';
import { isObject, type Tree, type TreeObject } from './merge.ts';

export interface Converted {
  readonly bootstrap: TreeObject;
  readonly predict: Prediction;
}

export interface Unconverted {
  readonly problem: string;
  readonly predict: Prediction;
}

export function convertCase(
  one: VectorCase,
  folder: string,
  asked: Pick<LaneOrder, 'allow' | 'secrets'>,
): Result<Converted, Unconverted> {
  const sources = writeSource(one, folder).map((file) => {
    const name = basename(file);
    return { name, bytes: readFileSync(file), static: name === 'config.yaml' };
  });
  const converted = convert(sources, {
    to: 'envoy',
    allow: new Set(asked.allow),
    ...(asked.secrets === undefined ? {} : { secrets: asked.secrets }),
    environment: one.env,
  });
  if (!converted.ok) {
    const [first] = converted.error;
    const reason = first === undefined ? 'no reason given' : `${first.code} ${describe(first, 'en').message}`;
    return err({ problem: `not converted: ${reason}`, predict: predictions(converted.error) });
  }
  for (const { path, chunks } of converted.value.files) writeFileSync(join(folder, path), Array.from(chunks).join(''));
  const predict = predictions(converted.value.findings);
  const bootstrap = parse(readFileSync(join(folder, 'envoy.yaml')));
  return bootstrap === undefined ? err({ problem: 'envoy.yaml cannot be read', predict }) : ok({ bootstrap, predict });
}

function parse(bytes: Uint8Array): TreeObject | undefined {
  const read = readDocuments(bytes, 'envoy.yaml');
  const [document] = read.ok ? read.value : [];
  // Plain values of YAML are JSON values.
  const tree = document === undefined ? null : (plain(document.root) as Tree);
  return isObject(tree) ? tree : undefined;
}
