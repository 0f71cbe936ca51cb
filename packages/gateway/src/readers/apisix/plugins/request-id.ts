/** request-id: an identity for each request that brings none (`apisix/plugins/request-id.lua`). */
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import type { Identify } from '../../../model/transforms.ts';
import { boolean, choice, integer, objectOf, text } from '../schema/shape.ts';
import { booleanField, numberField, textField } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';

const shape = objectOf({
  header_name: text(),
  include_in_response: boolean,
  algorithm: choice('uuid', 'nanoid', 'range_id', 'ksuid', 'uuidv7'),
  range_id: objectOf({ length: integer({ min: 6 }), char_set: text({ min: 6 }) }),
});

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIGKLMNOPQRSTUVWXYZ0123456789';
const nano = '-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function formOf(use: Use): Identify['form'] {
  const range = child(use.node, 'range_id');
  switch (textField(use.node, 'algorithm', 'uuid')) {
    case 'nanoid':
      return { kind: 'characters', from: nano, length: 21 };
    case 'range_id':
      return {
        kind: 'characters',
        from: range === undefined ? letters : textField(range, 'char_set', letters),
        length: range === undefined ? 16 : numberField(range, 'length', 16),
      };
    case 'ksuid':
      return { kind: 'characters', from: base62, length: 27 };
    case 'uuidv7':
      return { kind: 'uuid', version: 7 };
    default:
      return { kind: 'uuid', version: 4 };
  }
}

function read(use: Use): readonly Policy[] {
  const policy: Identify = {
    kind: 'identify',
    origin: use.name,
    sources: [use.node],
    header: textField(use.node, 'header_name', 'X-Request-Id'),
    shown: booleanField(use.node, 'include_in_response', true),
    form: formOf(use),
  };
  return [policy];
}

export const requestId: PluginReader = { name: 'request-id', shape, read };
