/** client-control: bodies beyond a size are refused before anything else; 0 is no limit (`apisix/plugins/client-control.lua`). */
import { never } from '@banyan/core/condition/condition.ts';
import type { Policy } from '../../../model/policy.ts';
import { integer, objectOf } from '../schema/shape.ts';
import { answering } from './answering.ts';
import { numberField } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';

const shape = objectOf({ max_body_size: integer({ min: 0 }) });

function read(use: Use): readonly Policy[] {
  const bytes = numberField(use.node, 'max_body_size', 0);
  const base = { origin: use.name, sources: [use.node] };
  if (bytes === 0) return [{ kind: 'metrics', ...base }];
  const tooLong = { subject: 'header:content-length', number: { is: '>', than: bytes } } as const;
  const refused = { ...answering(use, { status: 413, body: undefined }, tooLong), repeated: never };
  return [refused, { kind: 'limit-body', bytes, ...base }];
}

export const clientControl: PluginReader = { name: 'client-control', shape, read };
