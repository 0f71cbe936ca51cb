/** ip-restriction: addresses that are let in or kept out (`apisix/plugins/ip-restriction/init.lua`); a whitelist counts alone. */
import { not } from '@banyan/core/condition/condition.ts';
import type { Condition } from '@banyan/core/condition/condition.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import { addressRange } from '../schema/common.ts';
import { both, integer, listOf, objectOf, text } from '../schema/shape.ts';
import { answering, json } from './answering.ts';
import { exactlyOne, numberField, textField, textsField } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';

const ranges = listOf(addressRange, { min: 1 });

const shape = both(
  objectOf({
    message: text({ min: 1, max: 1024 }),
    response_code: integer({ min: 403, max: 404 }),
    whitelist: ranges,
    blacklist: ranges,
  }),
  exactlyOne('whitelist', 'blacklist'),
);

function read(use: Use): readonly Policy[] {
  const { node } = use;
  const allows = child(node, 'whitelist') !== undefined;
  const listed: Condition = {
    subject: 'clientAddress',
    within: textsField(node, allows ? 'whitelist' : 'blacklist'),
  };
  const message = textField(node, 'message', 'Your IP address is not allowed');
  const exit = { status: numberField(node, 'response_code', 403), body: json({ message }) };
  return [answering(use, exit, allows ? not(listed) : listed)];
}

export const ipRestriction: PluginReader = { name: 'ip-restriction', shape, read };
