/** csrf: a signed token that must come in a header and a cookie alike (`apisix/plugins/csrf.lua`). */
import type { Policy } from '../../../model/policy.ts';
import type { Reading } from '../context.ts';
import { integer, objectOf, text } from '../schema/shape.ts';
import { numberField, textField } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';

const shape = objectOf({ key: text(), expires: integer(), name: text() }, { required: ['key'] });

function read({ name, node }: Use, { ledger }: Reading): readonly Policy[] {
  ledger.conceal(node);
  return [
    {
      kind: 'check-csrf-token',
      origin: name,
      sources: [node],
      name: textField(node, 'name', 'apisix-csrf-token'),
      key: textField(node, 'key', ''),
      expires: numberField(node, 'expires', 7200),
    },
  ];
}

export const csrf: PluginReader = { name: 'csrf', shape, read };
