/**
 * ua-restriction: user agents by expression, searched anywhere (`apisix/plugins/ua-restriction.lua`). A request without the
 * header is refused unless `bypass_missing`.
 */
import { all, any, not } from '@banyan/core/condition/condition.ts';
import type { Condition } from '@banyan/core/condition/condition.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import { isExact } from '../expression/bounds.ts';
import { regexTest } from '../expression/regex.ts';
import { boolean, both, listOf, objectOf, text, unique } from '../schema/shape.ts';
import { answering, json } from './answering.ts';
import { booleanField, exactlyOne, textField, textsField, unmapped } from './fields.ts';
import { expressions } from './pattern.ts';
import type { PluginReader, Use } from './reader.ts';

const list = both(unique(listOf(text({ min: 1 }), { min: 1 })), expressions);

const shape = both(
  objectOf({
    bypass_missing: boolean,
    message: text({ min: 1, max: 1024 }),
    allowlist: list,
    denylist: list,
  }),
  exactlyOne('allowlist', 'denylist'),
);

const subject = 'header:user-agent';

const several: Condition = { subject: 'lines:user-agent', number: { is: '>', than: 1 } };

function read(use: Use): readonly Policy[] {
  const { node } = use;
  const allows = child(node, 'allowlist') !== undefined;
  const tests = textsField(node, allows ? 'allowlist' : 'denylist').map((one) => regexTest(subject, one, false));
  if (!tests.every(isExact)) return [unmapped(use)];
  const listed = any(tests.map(({ upper }) => upper));
  const sent: Condition = { subject, present: true };
  const refused = allows ? all([sent, not(listed)]) : listed;
  const missing = booleanField(node, 'bypass_missing', false) ? [] : [not(sent)];
  const message = textField(node, 'message', 'Not allowed');
  const answer = answering(use, { status: 403, body: json({ message }) }, any([refused, ...missing]));
  // Of several values one on the allowlist is enough; on the denylist every one must be.
  return [{ ...answer, repeated: all([several, allows ? listed : not(listed)]) }];
}

export const uaRestriction: PluginReader = { name: 'ua-restriction', shape, read };
