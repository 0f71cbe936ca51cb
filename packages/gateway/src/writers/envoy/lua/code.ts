/**
 * Lua for one feature of one route, put together from small functions that are tested by themselves: a script holds the
 * functions that its statements call, and nothing else, so that it can be read in a review.
 */
import { remembering } from '@banyan/core/memo.ts';
import { type JsonObject, typed } from '../config.ts';

/** By name. A function may call those that stand before it. */
const functions = {
  unescape: `local function unescape(text)
  return (text:gsub("%%(%x%x)", function(code) return string.char(tonumber(code, 16)) end))
end`,
  // core.utils.uri_safe_encode: controls, blanks, bytes beyond ASCII, and what no path should hold.
  escape: `local function escape(text)
  return (text:gsub('[%c \\128-\\255"#%%<>?\\\\^\`{|}]', function(char) return ("%%%02X"):format(char:byte()) end))
end`,
  path: `local function path(headers)
  return unescape(headers:get(":path"):match("^[^?]*"))
end`,
  query: `local function query(headers)
  return headers:get(":path"):match("%?(.*)$") or ""
end`,
  requestUri: `local function requestUri(headers)
  local sent = query(headers)
  return path(headers) .. (sent == "" and "" or "?" .. sent)
end`,
  host: `local function host(headers)
  return (headers:get(":authority"):lower():gsub(":%d*$", ""):gsub("%.$", ""))
end`,
  // A header that came several times, as nginx shows it.
  header: `local function header(headers, name)
  local values = {}
  for at = 0, headers:getNumValues(name) - 1 do values[at + 1] = headers:getAtIndex(name, at) end
  return table.concat(values, ", ")
end`,
  // The first argument of the name, decoded as a form's.
  given: `local function given(headers, name)
  for part in query(headers):gmatch("[^&]+") do
    local key, value = part:match("^([^=]*)=?(.*)$")
    if unescape((key:gsub("+", " "))) == name then
      return part:find("=", 1, true) and unescape((value:gsub("+", " "))) or "true"
    end
  end
end`,
  argument: `local function argument(headers, name)
  return given(headers, name) or ""
end`,
  // The last cookie of the name; a value ends at a blank.
  crumb: `local function crumb(headers, name)
  local found
  for key, value in header(headers, "cookie"):gmatch("[ \\t]*([^=]*)=([^; \\t]*);?") do
    if key == name then found = value end
  end
  return found
end`,
  cookie: `local function cookie(headers, name)
  return crumb(headers, name) or ""
end`,
  port: `local function port(address)
  return address:match(":(%d+)$") or ""
end`,
  // What the upstream receives: the path escaped, a query of its own as it stands, then the client's query.
  target: `local function target(made, own, sent)
  local before, after = made, ""
  if own then before, after = made:match("^([^?]*)(.*)$") end
  after = after:gsub("%c", function(char) return ("%%%02X"):format(char:byte()) end)
  if sent == "" then return escape(before) .. after end
  return escape(before) .. after .. (after == "" and "?" or "&") .. sent
end`,
  location: `local function location(made, encode, sent)
  local before, after = made:match("^([^?]*)(.*)$")
  if encode then made = escape(before) .. after end
  return sent == "" and made or made .. (after == "" and "?" or "&") .. sent
end`,
  // Numbers of no secrecy; each worker begins elsewhere.
  characters: `math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 2147483647)
local function characters(from, length)
  local made = {}
  for at = 1, length do
    local one = math.random(#from)
    made[at] = from:sub(one, one)
  end
  return table.concat(made)
end`,
  // RFC 9562, version 4: chance.
  uuid4: `local function uuid4()
  local hex = "0123456789abcdef"
  return characters(hex, 8) .. "-" .. characters(hex, 4) .. "-4" .. characters(hex, 3) .. "-"
    .. characters("89ab", 1) .. characters(hex, 3) .. "-" .. characters(hex, 12)
end`,
  // RFC 9562, version 7: milliseconds, then chance.
  uuid7: `local function uuid7(milliseconds)
  local hex, time = "0123456789abcdef", ("%012x"):format(milliseconds)
  return time:sub(1, 8) .. "-" .. time:sub(9) .. "-7" .. characters(hex, 3) .. "-"
    .. characters("89ab", 1) .. characters(hex, 3) .. "-" .. characters(hex, 12)
end`,
  // Searches for several patterns at once; where two begin at one place the earlier counts.
  replaced: `local function replaced(text, patterns, by, all)
  local parts, at = {}, 1
  while at <= #text do
    local first, last, found
    for _, pattern in ipairs(patterns) do
      local from, to = text:find(pattern, at)
      if from and to >= from and (not first or from < first) then first, last, found = from, to, pattern end
    end
    if not first then break end
    parts[#parts + 1] = text:sub(at, first - 1) .. text:sub(first, last):gsub(found, by, 1)
    at = last + 1
    if not all then break end
  end
  return table.concat(parts) .. text:sub(at)
end`,
} as const;

type Name = keyof typeof functions;

// The names are those of the object above.
const names = Object.keys(functions) as readonly Name[];

const calls = new Map(names.map((name) => [name, new RegExp(`\\b${name}\\(`)]));
const lastFirst = names.toReversed();

/** The functions that the code needs, each before it is called. */
function needed(code: string): string {
  let body = code;
  const list: string[] = [];
  for (const name of lastFirst) {
    if (calls.get(name)?.test(body) !== true) continue;
    list.unshift(functions[name]);
    body += functions[name];
  }
  return list.join('\n');
}

const neededBy = remembering(needed);

const indented = (statements: readonly string[]): string =>
  statements.map((one) => `  ${one.replaceAll('\n', '\n  ')}\n`).join('');

/** What a route does with a request. `headers` stands for the request's headers. */
export const onRequest = (statements: readonly string[]): string => script('envoy_on_request', statements);

function script(event: string, statements: readonly string[]): string {
  const called = neededBy(statements.join('\n'));
  const before = called === '' ? '' : `${called}\n`;
  return `${before}function ${event}(handle)\n  local headers = handle:headers()\n${indented(statements)}end\n`;
}

/** What a route does with an answer. `headers` stands for the answer's headers. */
export const onAnswer = (statements: readonly string[]): string => script('envoy_on_response', statements);

/** What a route says to a Lua filter, without what it says. */
export const perRouteType: JsonObject = typed('envoy.extensions.filters.http.lua.v3.LuaPerRoute');

/** A filter's code for one route. */
export const perRoute = remembering(
  (source): JsonObject => ({ ...perRouteType, source_code: { inline_string: source } }),
);

/** A text as Lua writes it; bytes beyond printable ASCII by their number. */
export function quoted(text: string | Uint8Array): string {
  const bytes = [...(typeof text === 'string' ? new TextEncoder().encode(text) : text)].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
  });
  return `"${bytes.join('')}"`;
}
