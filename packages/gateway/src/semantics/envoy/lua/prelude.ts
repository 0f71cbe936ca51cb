/**
 * What Envoy's Lua filter gives to scripts, in Lua itself, so that one call into the interpreter answers for one script.
 *
 * A script is handed the values that earlier runs read, and nothing else. Where it reads another one, the run ends with
 * the name of that value and is done again with it: nothing that a script does takes effect before its run is over. What
 * it does comes back as a list of operations, one a line.
 */
export const prelude = String.raw`
local read, ops, need, absent = nil, nil, {}, "\1"
local function escape(text)
  return (tostring(text):gsub("[%c%%]", function(char) return ("%%%02X"):format(char:byte()) end))
end
local function unescape(text)
  return (text:gsub("%%(%x%x)", function(code) return string.char(tonumber(code, 16)) end))
end
local function value(key)
  local found = read[key]
  if found == nil then error({ need = key }, 0) end
  if found == absent then return nil end
  return found
end
local function emit(kind, ...)
  ops[#ops + 1] = kind
  for at = 1, select("#", ...) do ops[#ops + 1] = ":" .. escape((select(at, ...))) end
  ops[#ops + 1] = ""
end
local function split(text)
  local values = {}
  for one in (text .. "\2"):gmatch("([^\2]*)\2") do values[#values + 1] = unescape(one) end
  return values
end
local function text(given, at)
  local kind = type(given)
  if kind ~= "string" and kind ~= "number" then error("bad argument #" .. at .. " (string expected, got " .. (kind == "nil" and "no value" or kind) .. ")", 3) end
  return tostring(given)
end

local changed
local function valuesOf(side, name)
  local own = changed[side][name]
  if own ~= nil then return own end
  local found = value(side .. name)
  own = found and split(found) or {}
  changed[side][name] = own
  return own
end
local function headerMap(side)
  local map = {}
  function map:get(name)
    local values = valuesOf(side, text(name, 1):lower())
    if #values > 0 then return table.concat(values, ",") end
  end
  function map:getAtIndex(name, at) return valuesOf(side, text(name, 1):lower())[at + 1] end
  function map:getNumValues(name) return #valuesOf(side, text(name, 1):lower()) end
  function map:add(name, given)
    name, given = text(name, 1):lower(), text(given, 2)
    local before = valuesOf(side, name)
    before[#before + 1] = given
    emit("add", name, given)
  end
  function map:replace(name, given)
    name, given = text(name, 1):lower(), text(given, 2)
    changed[side][name] = { given }
    emit("set", name, given)
  end
  function map:remove(name)
    name = text(name, 1):lower()
    changed[side][name] = {}
    emit("remove", name)
  end
  function map:setHttp1ReasonPhrase() end
  return setmetatable(map, { __pairs = function()
    local names, at = split(value(side .. "*") or ""), -1
    return function()
      at = at + 2
      if names[at] and names[at + 1] then return names[at], names[at + 1] end
    end
  end })
end
local plainPairs = pairs
local function pairsOf(given)
  local meta = getmetatable(given)
  if type(meta) == "table" and meta.__pairs then return meta.__pairs(given) end
  return plainPairs(given)
end

local function literal(given)
  if type(given) == "table" then
    local parts = {}
    for key, one in plainPairs(given) do
      parts[#parts + 1] = type(key) == "number" and literal(one) or ("%q:"):format(tostring(key)) .. literal(one)
    end
    return #given > 0 and "[" .. table.concat(parts, ",") .. "]" or "{" .. table.concat(parts, ",") .. "}"
  end
  if type(given) == "string" then
    return '"' .. given:gsub('[%c"\\]', function(char) return ("\\u%04x"):format(char:byte()) end) .. '"'
  end
  return tostring(given)
end
local function tableOf(key)
  local found = value(key)
  return found and assert(loadstring("return " .. unescape(found)))() or nil
end
local function metadataMap(key)
  local map = {}
  function map:get(name)
    local own = changed.meta[name]
    local kept = tableOf(key .. name)
    if own == nil then return kept end
    local merged = {}
    for one, held in plainPairs(kept or {}) do merged[one] = held end
    for one, held in plainPairs(own) do merged[one] = held end
    return merged
  end
  function map:set(name, field, given)
    changed.meta[name] = changed.meta[name] or {}
    changed.meta[name][field] = given
    emit("meta", name, field, literal(given))
  end
  return map
end
local function bodyOf(side, always)
  local held = changed.body[side]
  if held == nil then
    local found = value("body" .. side)
    held = found and unescape(found) or nil
    if held == nil and not always then return nil end
    held = held or ""
  end
  local body = {}
  function body:length() return #held end
  function body:getBytes(from, count)
    if from < 0 or count < 0 or from + count > #held then error("index/length must be >= 0 and (index + length) must be <= buffer size", 2) end
    return held:sub(from + 1, from + count)
  end
  function body:setBytes(given)
    held = text(given, 1)
    changed.body[side] = held
    emit("body", held)
    return #held
  end
  return body
end
local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local function base64(given)
  local out = {}
  for at = 1, #given, 3 do
    local a, b, c = given:byte(at, at + 2)
    local held = a * 65536 + (b or 0) * 256 + (c or 0)
    for shift = 0, 3 do
      local index = math.floor(held / 64 ^ (3 - shift)) % 64
      out[#out + 1] = (shift == 2 and not b or shift == 3 and not c) and "=" or alphabet:sub(index + 1, index + 1)
    end
  end
  return table.concat(out)
end
local function info(name) return function() return value("info" .. name) end end
local silent = function() end
local function handleOf(side)
  local headers, handle = headerMap(side), {}
  function handle:headers() return headers end
  function handle:body(always) return bodyOf(side, always) end
  function handle:trailers() return nil end
  function handle:metadata()
    local own = tableOf("metadata") or {}
    local map = {}
    function map:get(name) return own[name] end
    return setmetatable(map, { __pairs = function() return plainPairs(own) end })
  end
  function handle:streamInfo()
    local stream = {}
    for _, name in ipairs({ "protocol", "routeName", "virtualClusterName", "downstreamLocalAddress", "downstreamDirectLocalAddress",
      "downstreamRemoteAddress", "downstreamDirectRemoteAddress", "requestedServerName" }) do stream[name] = info(name) end
    function stream:dynamicMetadata() return metadataMap("dynamic") end
    function stream:downstreamSslConnection() error({ uncovered = "downstreamSslConnection" }, 0) end
    return stream
  end
  local function joined(given)
    local parts = {}
    for name, one in plainPairs(given) do
      for _, each in ipairs(type(one) == "table" and one or { one }) do
        parts[#parts + 1] = escape(tostring(name):lower()) .. "\2" .. escape(tostring(each))
      end
    end
    table.sort(parts)
    return table.concat(parts, "\2")
  end
  function handle:respond(given, body)
    emit("respond", joined(given), body or "")
    error({ done = true }, 0)
  end
  function handle:httpCall(cluster, given, body, options)
    local timeout = type(options) == "table" and options.timeout_ms or tonumber(options) or 0
    local asynchronous = type(options) == "table" and options.asynchronous and "1" or "0"
    local key = table.concat({ "call" .. escape(cluster), escape(timeout), asynchronous, escape(body or ""), joined(given) }, "\2")
    local found, lists = split(value(key) or ""), type(options) == "table" and options.return_duplicate_headers
    local answered, made = {}, table.remove(found, 1)
    for at = 1, #found - 1, 2 do
      local name, one = found[at], found[at + 1]
      local before = answered[name]
      if not before then answered[name] = one
      elseif not lists then answered[name] = before .. "," .. one
      elseif type(before) == "table" then before[#before + 1] = one
      else answered[name] = { before, one } end
    end
    return answered, made ~= "" and made or nil
  end
  function handle:base64Escape(given) return base64(text(given, 1)) end
  function handle:setUpstreamOverrideHost(host, strict) emit("node", text(host, 1), strict and "1" or "0") end
  function handle:clearRouteCache() emit("clear") end
  function handle:timestamp(resolution)
    local now = tonumber(value("now"))
    return resolution == "microsecond" and ("%.0f"):format(now * 1000) or now
  end
  handle.MILLISECOND, handle.MICROSECOND = "millisecond", "microsecond"
  for _, level in ipairs({ "Trace", "Debug", "Info", "Warn", "Err", "Critical" }) do handle["log" .. level] = silent end
  return setmetatable(handle, { __index = function(_, name) error({ uncovered = tostring(name) }, 0) end })
end

local random, time, date, sown = math.random, os.time, os.date, nil
math.randomseed = silent
math.random = function(...)
  local seed = value("random")
  if sown ~= seed then
    sown = seed
    getmetatable(math).seed(tonumber(seed))
  end
  return random(...)
end
os.time = function(given) return given and time(given) or math.floor(tonumber(value("now")) / 1000) end
os.date = function(form, at) return date(form, at or os.time()) end
os.clock = function() return 0 end
os.execute, os.exit, os.remove, os.rename, os.getenv, os.tmpname, io, dofile, loadfile = nil

-- What ends a run passes through whatever a script protects.
local plainPcall = pcall
local function checked(good, fault, ...)
  if not good and type(fault) == "table" and (fault.need or fault.uncovered or fault.done) then error(fault, 0) end
  return good, fault, ...
end
local function pcallOf(...) return checked(plainPcall(...)) end
local function xpcallOf(called, handler)
  local function guarded(fault)
    if type(fault) == "table" and (fault.need or fault.uncovered or fault.done) then return fault end
    return handler(fault)
  end
  return checked(xpcall(called, guarded))
end

local environments = {}
function load_script(id, source)
  local environment = setmetatable({ EnvoyTimestampResolution = { MILLISECOND = "millisecond", MICROSECOND = "microsecond" }, pairs = pairsOf, pcall = pcallOf, xpcall = xpcallOf }, { __index = _G })
  read, ops = { random = "1", now = "0" }, {}
  local chunk, problem = loadstring(source)
  if not chunk then return problem end
  setfenv(chunk, environment)
  local good, fault = pcall(chunk)
  environments[id] = environment
  return good and "" or tostring(fault)
end
function has_handler(id, name) return type(rawget(environments[id] or {}, name)) == "function" and "1" or "0" end
function run_script(id, name, side, given)
  local names, handler = {}, environments[id][name]
  sown = nil
  read, ops, changed = {}, {}, { request = {}, response = {}, meta = {}, body = {} }
  for key, one in given:gmatch("([^\n]*)\n([^\n]*)\n") do read[key] = one end
  local steps = coroutine.create(function() handler(handleOf(side)) end)
  debug.sethook(steps, function() error("the script does not end", 0) end, "", 20000000)
  local good, fault = coroutine.resume(steps)
  if not good and type(fault) == "table" then
    if fault.need then return "need\n" .. fault.need end
    if fault.uncovered then return "uncovered\n" .. fault.uncovered end
  elseif not good then emit("fault", fault) end
  return "done\n" .. table.concat(ops, "\n")
end
`;
