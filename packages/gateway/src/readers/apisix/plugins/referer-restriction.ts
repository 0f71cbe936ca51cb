/**
 * referer-restriction: the host of the Referer, exact or behind a leading star (`apisix/plugins/referer-restriction.lua`,
 * which takes it apart as lua-resty-http does). A referer that is no URL counts as none.
 */
import { all, any, never, not } from '@banyan/core/condition/condition.ts';
import type { Condition } from '@banyan/core/condition/condition.ts';
import { child } from '@banyan/core/document/values.ts';
import { RE2JS } from 're2js';
import type { Policy } from '../../../model/policy.ts';
import { boolean, both, listOf, objectOf, text } from '../schema/shape.ts';
import { answering, json } from './answering.ts';
import { booleanField, exactlyOne, textField, textsField } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';

const hosts = listOf(text({ pattern: /^\*?[0-9a-zA-Z\-._[\]:]+$/ }), { min: 1 });

const shape = both(
  objectOf({ bypass_missing: boolean, message: text({ min: 1, max: 1024 }), whitelist: hosts, blacklist: hosts }),
  exactlyOne('whitelist', 'blacklist'),
);

const subject = 'header:referer';
const inName = '[^\\[\\]:/?]';
const begin = '^(?:https?:)?//';
const url: Condition = { subject, matches: `${begin}(?:${inName}|\\[.+\\])` };

const hostPattern = (host: string): string =>
  host.startsWith('*') ? `${inName}*${RE2JS.quote(host.slice(1))}` : RE2JS.quote(host);

function read(use: Use): readonly Policy[] {
  const { node } = use;
  const allows = child(node, 'whitelist') !== undefined;
  const patterns = textsField(node, allows ? 'whitelist' : 'blacklist').map(hostPattern);
  const listed: Condition = { subject, matches: `${begin}(?:${patterns.join('|')})(?:[\\[\\]:/?]|$)` };
  const refused = allows ? all([url, not(listed)]) : all([url, listed]);
  const missing = booleanField(node, 'bypass_missing', false) ? [] : [not(url)];
  const message = textField(node, 'message', 'Your referer host is not allowed');
  // Only the begin is looked at, which joined values share with the first.
  return [{ ...answering(use, { status: 403, body: json({ message }) }, any([refused, ...missing])), repeated: never }];
}

export const refererRestriction: PluginReader = { name: 'referer-restriction', shape, read };
