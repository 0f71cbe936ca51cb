/**
 * Header edits that an http rule has no word for, in Lua: "if absent", several additions under one name, texts that may be
 * empty and stay, and what has to come before or behind other scripts.
 */
import type { JsonObject } from '../../envoy/config.ts';
import { onAnswer, onRequest, quoted } from '../../envoy/lua/code.ts';
import { keep, keptValue } from '../../envoy/lua/variables.ts';
import { requestFilter, responseFilter } from '../../envoy/route-filters.ts';
import { record } from '../../kubernetes/plain.ts';
import { answerText, requestText } from './format.ts';

/** Where a script stands, and what it is. */
export type Script = readonly [filter: string, source: string];

/** Behind all edits of the request. */
const keptFilter = 'banyan/kept';

/** A script that plays the mutations on the request; undefined when one of them has a text that Lua cannot make. */
export function requestEdits(mutations: readonly JsonObject[]): readonly Script[] | undefined {
  const lines = mutations.flatMap((one) => statement(one, requestText) ?? []);
  return lines.length < mutations.length ? undefined : [[requestFilter, onRequest(lines)]];
}

/** Scripts that play them on the answer; what they ask of the request is kept until then. */
export function answerEdits(mutations: readonly JsonObject[]): readonly Script[] | undefined {
  const kept: string[] = [];
  const ask = (lua: string): string => {
    if (!kept.includes(lua)) kept.push(lua);
    return keptValue(`edit ${kept.indexOf(lua) + 1}`);
  };
  const lines = mutations.flatMap((one) => statement(one, (format) => answerText(format, ask)) ?? []);
  if (lines.length < mutations.length) return undefined;
  const keeping = kept.map((lua, index) => keep(`edit ${index + 1}`, lua));
  return [
    ...(keeping.length === 0 ? [] : [[keptFilter, onRequest(keeping)] as const]),
    [responseFilter, onAnswer(lines)],
  ];
}

function statement({ remove, append }: JsonObject, text: (format: string) => string | undefined): string | undefined {
  if (typeof remove === 'string') return `headers:remove(${quoted(remove.toLowerCase())})`;
  const { header, append_action: action, keep_empty_value: keeps } = record(append);
  const { key, value } = record(header);
  if (typeof key !== 'string' || typeof value !== 'string') return undefined;
  const made = text(value);
  const name = quoted(key.toLowerCase());
  if (made === undefined) return undefined;
  const call = action === 'OVERWRITE_IF_EXISTS_OR_ADD' || action === 'OVERWRITE_IF_EXISTS' ? 'replace' : 'add';
  const presence = presenceOf(action);
  if (presence === undefined) return undefined;
  const conditions = [
    ...(presence === '' ? [] : [`headers:get(${name}) ${presence} nil`]),
    ...(keeps === true || made.startsWith('"') ? [] : [`${made} ~= ""`]),
  ];
  const line = `headers:${call}(${name}, ${made})`;
  return conditions.length === 0 ? line : `if ${conditions.join(' and ')} then ${line} end`;
}

/** How Lua asks whether the header is there; undefined for an action that is not known here. */
function presenceOf(action: JsonObject[string]): '==' | '~=' | '' | undefined {
  if (action === undefined || action === 'APPEND_IF_EXISTS_OR_ADD' || action === 'OVERWRITE_IF_EXISTS_OR_ADD')
    return '';
  if (action === 'ADD_IF_ABSENT') return '==';
  return action === 'OVERWRITE_IF_EXISTS' ? '~=' : undefined;
}
