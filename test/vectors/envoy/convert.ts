/** Converts a case as `banyan convert` does: files in, a bootstrap and findings out. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';
import type { Document } from '@banyan/core/document/node.ts';
import { describe, type Finding } from '@banyan/core/finding/finding.ts';
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { apisixReader } from '@banyan/gateway/readers/apisix/reader.ts';
import { envoyWriter } from '@banyan/gateway/writers/envoy/writer.ts';
import { type Prediction, predictions } from '../predict.ts';
import type { VectorCase } from '../vector.ts';
import { writeSource } from './files.ts';
import { isObject, type Tree, type TreeObject } from './merge.ts';

export interface Converted {
  readonly bootstrap: TreeObject;
  readonly predict: Prediction;
}

export interface Unconverted {
  readonly problem: string;
  readonly predict: Prediction;
}

export function convertCase(one: VectorCase, folder: string, allowLua: boolean): Result<Converted, Unconverted> {
  const documents: Document[] = [];
  for (const file of writeSource(one, folder)) {
    const kind = basename(file) === 'config.yaml' ? 'static' : 'configuration';
    const read = readDocuments(readFileSync(file), basename(file), { prepare: apisixReader.prepare(one.env, kind) });
    if (!read.ok) return unconverted(read.error);
    documents.push(...read.value);
  }
  const ledger = createLedger();
  const model = apisixReader.read(documents, ledger, { router: one.router });
  if (!model.ok) return unconverted(model.error);
  const written = envoyWriter.write(model.value, ledger, {
    allow: new Set(allowLua ? ['lua'] : []),
    unsupported: 'close',
    listen: undefined,
  });
  for (const { path, content } of written.files) writeFileSync(join(folder, path), content);
  const findings = [...model.value.findings, ...written.findings];
  const bootstrap = parse(readFileSync(join(folder, 'envoy.yaml')));
  if (bootstrap === undefined) return err({ problem: 'envoy.yaml cannot be read', predict: predictions(findings) });
  return ok({ bootstrap, predict: predictions(findings) });
}

function unconverted(findings: readonly Finding[]): { readonly ok: false; readonly error: Unconverted } {
  const [first] = findings;
  const reason = first === undefined ? 'no reason given' : `${first.code} ${describe(first, 'en').message}`;
  return err({ problem: `not converted: ${reason}`, predict: predictions(findings) });
}

function parse(bytes: Uint8Array): TreeObject | undefined {
  const read = readDocuments(bytes, 'envoy.yaml');
  const [document] = read.ok ? read.value : [];
  // Plain values of YAML are JSON values.
  const tree = document === undefined ? null : (plain(document.root) as Tree);
  return isObject(tree) ? tree : undefined;
}
