/**
 * Answers changed by Lua: status, body and headers, whoever made the answer. `values` holds what was kept of the request.
 * An answer that nginx sends without a body (204, 304) has none here either, and 204 no content type.
 */
import type { BodyFilter, StatusTest } from '../../../model/transforms.ts';
import { type LuaPattern, luaPatterns, luaReplacement } from './pattern.ts';
import { quoted } from './code.ts';

/** nginx compares the status as a number. */
export function statusCondition(tests: readonly StatusTest[]): string | undefined {
  const parts = tests.map(({ operator, values }) => {
    if (operator === '==') return values.length === 0 ? 'false' : either(values, '==', 'or');
    return operator === '~='
      ? values.length === 0
        ? 'true'
        : either(values, '~=', 'and')
      : either(values, operator, 'or');
  });
  return parts.length === 0 ? undefined : parts.join(' and ');
}

const either = (values: readonly number[], operator: string, joint: string): string => {
  const all = values.map((value) => `status ${operator} ${value}`).join(` ${joint} `);
  return values.length === 1 ? all : `(${all})`;
};

export const readStatus = 'local status = tonumber(headers:get(":status"))';

/** Headers that describe the old body. */
export const forgetBody = ['content-encoding', 'last-modified', 'etag'].map((name) => `headers:remove("${name}")`);

export const setStatus = (status: number): string => `headers:replace(":status", "${status}")`;

const bodiless = 'headers:get(":status") ~= "204" and headers:get(":status") ~= "304"';

/** nginx sends nothing behind the headers of these. */
export const dropBody = `if headers:get(":status") == "204" or headers:get(":status") == "304" then
  if headers:get(":status") == "204" then headers:remove("content-type") end
  handle:body(true):setBytes("")
end`;

export const setBody = (body: string | Uint8Array): string =>
  `if ${bodiless} then handle:body(true):setBytes(${quoted(body)}) end`;

export const aroundBody = ([before, after]: readonly [string, string]): string => `if ${bodiless} then
  local body = handle:body(true)
  body:setBytes(${quoted(before)} .. body:getBytes(0, body:length()) .. ${quoted(after)})
end`;

/** undefined when Lua has no pattern for one of them. */
export function filterBody(filters: readonly BodyFilter[]): string | undefined {
  const steps = filters.map((one) => {
    const patterns = luaPatterns(one.pattern, one.ignoreCase);
    return patterns && step(one, patterns);
  });
  if (steps.includes(undefined)) return undefined;
  return `if ${bodiless} then
  local body = handle:body(true)
  local text = body:getBytes(0, body:length())
${steps.map((one) => `  ${one ?? ''}`).join('\n')}
  body:setBytes(text)
end`;
}

function step({ replacement, all }: BodyFilter, patterns: readonly LuaPattern[]): string {
  const by = `"${luaReplacement(replacement, patterns[0]?.captures ?? 0)}"`;
  const [only] = patterns;
  if (only !== undefined && patterns.length === 1) return `text = text:gsub("${only.text}", ${by}${all ? '' : ', 1'})`;
  const list = patterns.map(({ text }) => `"${text}"`).join(', ');
  return `text = replaced(text, {${list}}, ${by}, ${all})`;
}
