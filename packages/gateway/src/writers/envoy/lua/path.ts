/**
 * With Lua allowed, Envoy matches on the path as the source reads it and forwards the path as it was sent: one filter puts
 * the canonical path in place before a route is chosen, another restores what was sent, without choosing again. The
 * canonical form follows nginx (ngx_http_parse_complex_uri): decoded once, slashes merged, dot segments resolved, then
 * every byte but unreserved ones and the slash escaped; what nginx refuses is refused with 400.
 */
import { headerOption, type JsonObject, typed } from '../config.ts';
import type { Variant } from '../policies/variant.ts';

const extension = 'envoy.extensions.filters.http.lua.v3';

/** Header that keeps the target as sent between the two filters. */
export const targetHeader = 'x-banyan-target';
/** Set for a path that is refused. */
const refusedHeader = 'x-banyan-refused';
export const restoreFilter = 'envoy.filters.http.lua/restore-path';
export const methodFilter = 'envoy.filters.http.lua/method';

const canonical = `local function canonical(raw)
  local path, query = raw:match("^([^?#]*)(.*)$")
  if path:sub(1, 1) ~= "/" then return raw end
  if (path .. "//"):find("%%%X") or (path .. "//"):find("%%%x%X") then return nil end
  local decoded = path:gsub("%%(%x%x)", function(code) return string.char(tonumber(code, 16)) end)
  if decoded:find("%z") then return nil end
  local kept, last = {}, ""
  for segment in (decoded .. "/"):gmatch("([^/]*)/") do
    last = segment
    if segment == ".." then
      if #kept == 0 then return nil end
      kept[#kept] = nil
    elseif segment ~= "." and segment ~= "" then
      kept[#kept + 1] = segment
    end
  end
  local open = #kept > 0 and (last == "" or last == "." or last == "..")
  local whole = "/" .. table.concat(kept, "/") .. (open and "/" or "")
  return whole:gsub("[^%w%-%._~/]", function(char) return ("%%%02X"):format(char:byte()) end) .. query
end

function envoy_on_request(handle)
  local headers = handle:headers()
  local raw = headers:get(":path")
  headers:remove("${targetHeader}")
  headers:remove("${refusedHeader}")
  if raw == nil then return end
  local path = canonical(raw)
  if path == nil then
    headers:add("${refusedHeader}", "1")
    return
  end
  headers:add("${targetHeader}", raw)
  headers:replace(":path", path)
end
`;

const restore = `function envoy_on_request(handle)
  local raw = handle:headers():get("${targetHeader}")
  if raw ~= nil then handle:headers():replace(":path", raw) end
end
`;

const filter = (name: string, source: string, clear_route_cache: boolean): JsonObject => ({
  name,
  typed_config: typed(`${extension}.Lua`, {
    default_source_code: { inline_string: source },
    clear_route_cache: clear_route_cache ? undefined : false,
  }),
});

export const responseLua = 'envoy.filters.http.lua/response';
/** Takes scheme and host off a location that Envoy has made absolute. */
export const relativeLocation: JsonObject = typed(`${extension}.LuaPerRoute`, {
  source_code: {
    inline_string: `function envoy_on_response(handle)
  local location = handle:headers():get("location")
  if location ~= nil then handle:headers():replace("location", (location:gsub("^%a+://[^/]*", "", 1))) end
end
`,
  },
});

/** Does nothing until a route gives it something to do. */
export const responses: JsonObject = filter(responseLua, 'function envoy_on_response(handle) end\n', false);

/** First in the chain. */
export const canonicalPath: JsonObject = filter('envoy.filters.http.lua/canonical-path', canonical, true);
/** Behind everything that may choose a route again. */
export const restoredPath: JsonObject = filter(restoreFilter, restore, false);
/** Does nothing until a route gives it a method. */
export const methods: JsonObject = filter(methodFilter, 'function envoy_on_request(handle) end\n', false);

/** For routes that set a path of their own: they work on the canonical one. */
export const withCanonicalPath = (variant: Variant): Variant => ({
  ...variant,
  filters: { ...variant.filters, [restoreFilter]: typed(`${extension}.LuaPerRoute`, { disabled: true }) },
});

/** The first route of every virtual host: what nginx refuses belongs to no route of the source. */
export const refusedPath: JsonObject = {
  name: 'refused-path',
  match: { prefix: '/', headers: [{ name: refusedHeader, present_match: true }] },
  metadata: { filter_metadata: { banyan: { fallback: true } } },
  direct_response: {
    status: 400,
    body: { inline_string: '<html>\r\n<head><title>400 Bad Request</title></head>\r\n</html>\r\n' },
  },
  response_headers_to_add: [headerOption('content-type', 'text/html')],
};

export const methodCode = (method: string): JsonObject =>
  typed(`${extension}.LuaPerRoute`, {
    source_code: {
      inline_string: `function envoy_on_request(handle)\n  handle:headers():replace(":method", ${JSON.stringify(method)})\nend\n`,
    },
  });
