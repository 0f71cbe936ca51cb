/** uri-blocker: expressions over the decoded path with its query, searched anywhere (`apisix/plugins/uri-blocker.lua`). */
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import { isExact } from '../expression/bounds.ts';
import { regexTest } from '../expression/regex.ts';
import { boolean, both, integer, listOf, objectOf, text, unique } from '../schema/shape.ts';
import { textOf } from '../typed.ts';
import { answering, json } from './answering.ts';
import { booleanField, numberField, textsField, unmapped } from './fields.ts';
import { expressions } from './pattern.ts';
import type { PluginReader, Use } from './reader.ts';

const shape = objectOf(
  {
    block_rules: both(unique(listOf(text({ min: 1, max: 4096 }))), expressions),
    rejected_code: integer({ min: 200 }),
    rejected_msg: text({ min: 1 }),
    case_insensitive: boolean,
  },
  { required: ['block_rules'] },
);

function read(use: Use): readonly Policy[] {
  const { node } = use;
  const pattern = textsField(node, 'block_rules').join('|');
  const found = regexTest('uri', pattern, booleanField(node, 'case_insensitive', false));
  if (!isExact(found)) return [unmapped(use)];
  const message = textOf(child(node, 'rejected_msg'));
  const body = message === undefined ? undefined : json({ error_msg: message });
  return [answering(use, { status: numberField(node, 'rejected_code', 403), body }, found.upper)];
}

export const uriBlocker: PluginReader = { name: 'uri-blocker', shape, read };
