/** Building blocks of scripts, in LuaJIT's Lua: each a local function that does one thing, tested on Envoy. */

/** `ngx.decode_base64`: what stands behind the first `=` is ignored; nil when it cannot be decoded. */
export const decode64 = `local function decode64(text)
  local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  text = text:match("^[^=]*")
  if text:find("[^%w+/]") or #text % 4 == 1 then return nil end
  local out, held, bits = {}, 0, 0
  for char in text:gmatch(".") do
    held, bits = held * 64 + alphabet:find(char, 1, true) - 1, bits + 6
    if bits >= 8 then
      bits = bits - 8
      out[#out + 1] = string.char(math.floor(held / 2 ^ bits))
      held = held % 2 ^ bits
    end
  end
  return table.concat(out)
end
`;

/** The alphabet of URLs. */
export const decode64url = `local function decode64url(text)
  if text:find("[+/]") then return nil end
  return decode64((text:gsub("-", "+"):gsub("_", "/")))
end
`;

/** A JSON text as tables, texts, numbers, true, false, and NULL for null; nil when it is none. */
export const decodeJson = `local NULL = {}
local function decodeJson(text)
  local escapes = { b = "\\b", f = "\\f", n = "\\n", r = "\\r", t = "\\t" }
  local function skip(at) return text:find("[^ \\t\\r\\n]", at) or #text + 1 end
  local value
  local function quoted(at)
    local out = {}
    while true do
      local plain, last = text:match('^([^"\\\\%c]*)()', at)
      out[#out + 1] = plain
      local char, code = text:sub(last, last), text:sub(last + 1, last + 1)
      if char == '"' then return table.concat(out), last + 1 end
      if char ~= "\\\\" then error("text") end
      local hex = code == "u" and text:match("^%x%x%x%x", last + 2)
      if code == "u" and not hex then error("escape") end
      local number = hex and tonumber(hex, 16)
      if not hex and not code:find('["\\\\/bfnrt]') then error("escape") end
      out[#out + 1] = number and (number < 128 and string.char(number) or "\\\\u" .. hex) or escapes[code] or code
      at = last + (hex and 6 or 2)
    end
  end
  local function members(at, close, member)
    at = skip(at)
    if text:sub(at, at) == close then return at + 1 end
    while true do
      at = skip(member(at))
      local char = text:sub(at, at)
      if char == close then return at + 1 end
      if char ~= "," then error("comma") end
      at = skip(at + 1)
    end
  end
  function value(at)
    local char, made = text:sub(at, at), {}
    if char == '"' then return quoted(at + 1) end
    if char == "[" then
      return made, members(at + 1, "]", function(from)
        made[#made + 1], from = value(from)
        return from
      end)
    end
    if char == "{" then
      return made, members(at + 1, "}", function(from)
        if text:sub(from, from) ~= '"' then error("name") end
        local name, behind = quoted(from + 1)
        behind = skip(behind)
        if text:sub(behind, behind) ~= ":" then error("colon") end
        made[name], from = value(skip(behind + 1))
        return from
      end)
    end
    local word = text:match("^%a+", at)
    local known = ({ ["true"] = true, ["false"] = false, null = NULL })[word]
    if known ~= nil then return known, at + #word end
    local number = text:match("^-?%d[%d.eE+-]*", at)
    if tonumber(number) == nil then error("value") end
    return tonumber(number), at + #number
  end
  local good, found, behind = pcall(value, skip(1))
  if good and skip(behind) > #text then return found end
end
`;

/** The first value of a query parameter, decoded as nginx does it; nil without it, "" without \`=\`. */
export const parameterOf = `local function parameter(target, name)
  local function decoded(text)
    return (text:gsub("+", " "):gsub("%%(%x%x)", function(code) return string.char(tonumber(code, 16)) end))
  end
  for part in (target:match("%?([^#]*)") or ""):gmatch("[^&]+") do
    local key, value = part:match("^([^=]*)=?(.*)$")
    if decoded(key) == name then return decoded(value) end
  end
end
`;

/** The first cookie with the name. */
export const cookieOf = `local function cookie(header, name)
  for part in (header or ""):gmatch("[^;]+") do
    local key, value = part:match("^%s*([^=]-)%s*=%s*(.-)%s*$")
    if key == name then return value end
  end
end
`;
