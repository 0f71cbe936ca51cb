/**
 * Building blocks in Lua: reading JSON as cjson does, with its words about what is wrong (they reach clients), writing it
 * again, and reading forms. Lists carry the metatable `list`; null is the table `null`.
 */

export const decodeJson = `local list, null = {}, {}
local tokens = { ["{"] = "T_OBJ_BEGIN", ["}"] = "T_OBJ_END", ["["] = "T_ARR_BEGIN", ["]"] = "T_ARR_END", [":"] = "T_COLON", [","] = "T_COMMA", ['"'] = "T_STRING", [""] = "T_END" }
local escapes = { b = "\\b", f = "\\f", n = "\\n", r = "\\r", t = "\\t", ['"'] = '"', ["\\\\"] = "\\\\", ["/"] = "/" }
local words = { ["true"] = true, ["false"] = false, null = null }
local function utf8(hex)
  local code = tonumber(hex, 16)
  if code < 128 then return string.char(code) end
  if code < 2048 then return string.char(192 + math.floor(code / 64), 128 + code % 64) end
  return string.char(224 + math.floor(code / 4096), 128 + math.floor(code / 64) % 64, 128 + code % 64)
end
local function decode(text)
  local at = 1
  local function peek()
    at = text:find("[^ \\t\\r\\n]", at) or #text + 1
    return text:sub(at, at)
  end
  local function expected(what)
    local char = peek()
    local kind = tokens[char] or (text:find("^-?%d", at) and "T_NUMBER") or "invalid token"
    error({ "Expected " .. what .. " but found " .. kind .. " at character " .. at }, 0)
  end
  local function str(what)
    local from = at + 1
    if peek() ~= '"' then expected(what) end
    local to = from
    while true do
      to = text:find('["\\\\]', to)
      if to == nil then error({ "Expected " .. what .. " but found unexpected end of string at character " .. #text + 1 }, 0) end
      if text:sub(to, to) == '"' then break end
      to = to + 2
    end
    at = to + 1
    return (text:sub(from, to - 1):gsub("\\\\u(%x%x%x%x)", utf8):gsub("\\\\(.)", escapes))
  end
  local function value(depth)
    local char, made = peek(), {}
    if char == '"' then return str("value") end
    if char == "{" or char == "[" then
      local object, close = char == "{", char == "{" and "}" or "]"
      if not object then setmetatable(made, list) end
      at = at + 1
      if peek() == close then at = at + 1 return made end
      repeat
        local key = #made + 1
        if object then
          key = peek() == '"' and str("object key string") or expected("object key string")
          if peek() ~= ":" then expected("colon") end
          at = at + 1
        end
        made[key] = value()
        char = peek()
        if char ~= "," and char ~= close then expected(object and "comma or object end" or "comma or array end") end
        at = at + 1
      until char == close
      return made
    end
    local number = text:match("^-?%d+%.?%d*[eE]?[-+]?%d*", at)
    if number and tonumber(number) then at = at + #number return tonumber(number) end
    local word = text:match("^%l+", at)
    if words[word] == nil then expected("value") end
    at = at + #word
    return words[word]
  end
  local good, made = pcall(function()
    local whole = value()
    if peek() ~= "" then expected("the end") end
    return whole
  end)
  if good then return made end
  return nil, type(made) == "table" and made[1] or "invalid JSON"
end
`;

export const encodeJson = `local function encode(value)
  if value == null then return "null" end
  if type(value) == "number" then return ("%.14g"):format(value) end
  if type(value) == "string" then
    return '"' .. value:gsub('[%c"\\\\]', function(char) return ("\\\\u%04x"):format(char:byte()) end) .. '"'
  end
  if type(value) ~= "table" then return tostring(value) end
  local parts, isList = {}, getmetatable(value) == list
  if isList then
    for index, item in ipairs(value) do parts[index] = encode(item) end
  else
    for key, item in pairs(value) do parts[#parts + 1] = encode(key) .. ":" .. encode(item) end
    table.sort(parts)
  end
  return (isList and "[" or "{") .. table.concat(parts, ",") .. (isList and "]" or "}")
end
`;

export const decodeForm = `local function form(text)
  local fields = {}
  local function plain(part)
    return (part:gsub("+", " "):gsub("%%(%x%x)", function(code) return string.char(tonumber(code, 16)) end))
  end
  for part in text:gmatch("[^&]+") do
    local name, value = part:match("^([^=]*)=(.*)$")
    name, value = plain(name or part), value == nil or plain(value)
    local known = fields[name]
    if known == nil then fields[name] = value
    elseif type(known) == "table" then known[#known + 1] = value
    else fields[name] = setmetatable({ known, value }, list) end
  end
  return fields
end
`;
