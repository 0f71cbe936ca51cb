/** Envoy: a bootstrap, as YAML or JSON. */
import { readFileSync } from 'node:fs';
import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';
import { ok } from '@banyan/core/result.ts';
import { createEnvoyEvaluator } from '../../semantics/envoy/evaluator.ts';
import { type LuaMachine, luaMachine } from '../../semantics/envoy/lua/machine.ts';
import { envoyAtoms } from '../atoms/envoy/envoy.ts';
import type { Side } from '../side.ts';
import type { Format } from './format.ts';
import { placesBelow } from './places.ts';

export const envoy: Format = {
  name: 'envoy',
  files: ['envoy.yaml', 'envoy.json'],
  recognises: (root) => root.entries.has('static_resources'),
  async open([file = ''], { name }) {
    const documents = readDocuments(readFileSync(file), file);
    if (!documents.ok) return documents;
    const root = documents.value[0]?.root;
    const lua = await luaMachine();
    return ok(envoySide(root === undefined ? {} : plain(root), { name, files: [file], place: placesBelow(root) }, lua));
  },
};

export function envoySide(bootstrap: unknown, rest: Pick<Side, 'name' | 'files' | 'place'>, lua?: LuaMachine): Side {
  return {
    ...rest,
    format: 'envoy',
    atoms: envoyAtoms(bootstrap),
    evaluator: ({ trace, random, serve }) =>
      createEnvoyEvaluator(bootstrap, { lua, trace, random, serve, place: trace ? rest.place : undefined }),
  };
}
