/**
 * Takes credentials out of the query. APISIX then writes the whole query anew and forwards the path as it reads it
 * (`ngx.req.set_uri_args`), so that what was sent is not restored.
 */
import type { Needs, Variant } from '../policies/variant.ts';
import { targetHeader } from './path.ts';
import { luaText, script } from './script.ts';

const rewritten = `local function without(target, name)
  local function decoded(text)
    return (text:gsub("+", " "):gsub("%%(%x%x)", function(code) return string.char(tonumber(code, 16)) end))
  end
  local function escaped(text)
    return (decoded(text):gsub("[^%w%-%._~!*'()]", function(char) return ("%%%02X"):format(char:byte()) end))
  end
  local path, query = target:match("^([^?]*)%??(.*)$")
  local kept, found = {}, false
  for part in query:gmatch("[^&]+") do
    local key, equals, value = part:match("^([^=]*)(=?)(.*)$")
    if decoded(key) == name then found = true
    else kept[#kept + 1] = escaped(key) .. equals .. escaped(value) end
  end
  return found and (#kept > 0 and path .. "?" .. table.concat(kept, "&") or path)
end
`;

/** The statement that does it, where \`name\` is a Lua expression. */
const hide = (name: string): string => `  local target = without(headers:get(":path"), ${name})
  if target then
    headers:replace(":path", target)
    headers:remove("${targetHeader}")
  end
`;

export const hiddenParameter = (name: string, needs: Needs): Variant['filters'] =>
  script(
    'hide-credentials',
    `${rewritten}
function envoy_on_request(handle)
  local headers = handle:headers()
${hide(luaText(name))}end
`,
    false,
    needs,
  );

export interface Places {
  readonly header: string;
  readonly parameter: string;
  readonly cookie: string;
}

/**
 * A token from the first place where one was sent. The Cookie header is written anew without it; characters that a cookie
 * should not hold are lost.
 */
export const hiddenToken = ({ header, parameter, cookie }: Places, needs: Needs): Variant['filters'] =>
  script(
    'hide-credentials',
    `${rewritten}
function envoy_on_request(handle)
  local headers = handle:headers()
  if headers:get(${luaText(header)}) then return headers:remove(${luaText(header)}) end
${hide(luaText(parameter))}  local cookies, kept = headers:get("cookie"), {}
  if target or not cookies then return end
  for name, value in cookies:gmatch("([%w%-_]*)=([%w%-%._]*)") do
    if name ~= ${luaText(cookie)} then kept[#kept + 1] = name .. "=" .. value end
  end
  headers:replace("cookie", table.concat(kept, "; "))
end
`,
    false,
    needs,
  );
