/**
 * With Lua allowed, Envoy matches on the path as the source reads it and forwards the path as it was sent: one filter puts
 * the canonical path in place before a route is chosen, another restores what was sent, without choosing again. The
 * canonical form follows nginx (ngx_http_parse_complex_uri): decoded once, slashes merged, dot segments resolved, then
 * every byte but unreserved ones and the slash escaped; what nginx refuses is refused with 400.
 */
import { headerOption, type JsonObject, typed } from '../config.ts';
import { onRequest, perRoute, quoted } from './code.ts';
import type { Variant } from '../policies/variant.ts';

const extension = 'envoy.extensions.filters.http.lua.v3';

/** Header that keeps the target as sent between the two filters. */
export const targetHeader = 'x-banyan-target';
/** Set for a path that is refused. */
const refusedHeader = 'x-banyan-refused';
/** The target as it was sent, in Lua. */
export const rawTarget = `(headers:get("${targetHeader}") or headers:get(":path"))`;
export const restoreFilter = 'envoy.filters.http.lua/restore-path';
export const methodFilter = 'envoy.filters.http.lua/method';

/** The function that makes a path canonical; nil where nginx refuses it. */
export const canonical = `local function canonical(raw)
  local path, query = raw:match("^([^?#]*)(.*)$")
  if path:sub(1, 1) ~= "/" then return raw end
  if query == "?" then query = "" end
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
`;

const canonicalise = `${canonical}
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

/** Without source it does nothing until a route gives it something to do. */
const filter = (name: string, clear_route_cache: boolean, source?: string): JsonObject => ({
  name,
  typed_config: typed(`${extension}.Lua`, {
    default_source_code: source === undefined ? undefined : { inline_string: source },
    clear_route_cache: clear_route_cache ? undefined : false,
  }),
});

/** Keeps variables of the request for texts that are made later. */
export const earlyFilter = 'envoy.filters.http.lua/variables';
/** Changes answers. */
export const answerFilter = 'envoy.filters.http.lua/answer';

export const variables: JsonObject = filter(earlyFilter, false);
export const answers: JsonObject = filter(answerFilter, false);

/** First in the chain. */
export const canonicalPath: JsonObject = filter('envoy.filters.http.lua/canonical-path', true, canonicalise);
/** Behind everything that may choose a route again. A route that makes a target of its own does so in its place. */
export const restoredPath: JsonObject = filter(restoreFilter, false, restore);
export const methods: JsonObject = filter(methodFilter, false);

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
  perRoute(onRequest([`headers:replace(":method", ${quoted(method)})`]));

/** For routes whose upstream receives a target that the route makes: it is made from the canonical one. */
export const withTarget = (variant: Variant, statements: readonly string[]): Variant => ({
  ...variant,
  filters: { ...variant.filters, [restoreFilter]: perRoute(onRequest(statements)) },
});
