/** An answer whose text is made of the request: the rule answers with a placeholder, which a script replaces. */
import type { JsonObject } from '../../envoy/config.ts';
import { onAnswer, onRequest } from '../../envoy/lua/code.ts';
import { keep, keptValue } from '../../envoy/lua/variables.ts';
import { record, text } from '../../kubernetes/plain.ts';
import { requestText } from './format.ts';

/** Stands behind all filters of Envoy's own chain, so that answers meet it first. */
export const respondFilter = 'banyan/respond';
/** What the rule answers with. */
export const placeholder = '-';

/** undefined when the answer has no text with variables, or one that Lua cannot make. An answer to HEAD has no body. */
export function respondScript({ body_format }: JsonObject): string | undefined {
  const format = text(record(record(body_format)['text_format_source'])['inline_string']);
  const made = requestText(format);
  if (body_format === undefined || made === undefined) return undefined;
  const body = keptValue('answer');
  return `${onRequest([keep('answer', made)])}${onAnswer([
    `local body = handle:body(true)\nif body:length() > 0 then body:setBytes(${body}) end`,
  ])}`;
}
