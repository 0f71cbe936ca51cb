/** The estate of the mutation suite, as written and as converted. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';
import { convert } from '@banyan/gateway/convert/convert.ts';
import { apisixSide } from '@banyan/gateway/prove/formats/apisix.ts';
import type { Side } from '@banyan/gateway/prove/side.ts';
import type { Announcement } from '@banyan/gateway/semantics/compare/predict.ts';
import type { Tree } from './tree.ts';

export interface Estate {
  readonly source: Side;
  readonly bootstrap: Tree;
  readonly announced: readonly Announcement[];
}

export function openEstate(): Estate {
  const file = join(import.meta.dirname, 'estate.yaml');
  const bytes = readFileSync(file);
  const converted = convert([{ name: 'apisix.yaml', bytes }], {
    to: 'envoy',
    allow: new Set(['lua']),
    secrets: 'inline',
  });
  if (!converted.ok) throw new Error(converted.error.map(({ code }) => code).join(' '));
  const written = converted.value.files.find(({ path }) => path === 'envoy.yaml');
  const config = read(bytes);
  return {
    source: apisixSide(
      { config, settings: undefined },
      { name: file, files: [file], place: (pointer) => pointer, environment: {} },
    ),
    bootstrap: read(Buffer.from(Array.from(written?.chunks ?? []).join(''))),
    announced: converted.value.findings,
  };
}

function read(bytes: Uint8Array): Tree {
  const documents = readDocuments(bytes, 'file.yaml');
  const root = documents.ok ? documents.value[0]?.root : undefined;
  if (root === undefined) throw new Error('a file of the suite cannot be read');
  // Plain values of YAML are JSON values.
  return plain(root) as Tree;
}
