/** gzip: compresses answers of certain types from a certain size on (`apisix/plugins/gzip.lua`). */
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import { boolean, choice, either, integer, listOf, number, objectOf, text } from '../schema/shape.ts';
import { numberOf } from '../typed.ts';
import { booleanField, numberField, textsField } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';

const shape = objectOf({
  types: either(listOf(text({ min: 1 }), { min: 1 }), choice('*')),
  min_length: integer({ min: 1 }),
  comp_level: integer({ min: 1, max: 9 }),
  http_version: number(),
  buffers: objectOf({ number: integer({ min: 1 }), size: integer({ min: 1 }) }),
  vary: boolean,
});

/** Which types; how hard and with which buffers a body is compressed shows in no answer. */
function typesOf({ node }: Use): readonly string[] | undefined {
  const types = child(node, 'types');
  if (types === undefined) return ['text/html'];
  return types.kind === 'list' ? textsField(node, 'types') : undefined;
}

const read = (use: Use): readonly Policy[] => [
  {
    kind: 'compress',
    origin: use.name,
    sources: [use.node],
    types: typesOf(use),
    least: numberField(use.node, 'min_length', 20),
    version: numberOf(child(use.node, 'http_version')) ?? 1.1,
    vary: booleanField(use.node, 'vary', false),
  },
];

export const gzip: PluginReader = { name: 'gzip', shape, read };
