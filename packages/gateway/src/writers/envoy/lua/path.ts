/**
 * With Lua allowed, Envoy matches on the path as the source reads it and forwards the path as it was sent: one filter puts
 * the canonical path in place before a route is chosen, another restores what was sent, without choosing again. The
 * canonical form follows nginx (ngx_http_parse_complex_uri): decoded once, slashes merged, dot segments resolved, then
 * every byte but unreserved ones and the slash escaped; what nginx refuses is refused with 400.
 */
import { headerOption, type JsonObject, typed } from '../config.ts';
import type { PathOption, PathView } from '../../../model/model.ts';
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

/** What rules match on where an escaped slash is none, escaped as the path is. */
export const matchHeader = 'x-banyan-match';
/** What the upstream receives in place of the target as it was sent. */
export const forwardHeader = 'x-banyan-forward';
/** Set where nothing is left of the path; no rule but one for everything matches it. */
export const emptyHeader = 'x-banyan-no-path';
/** No upstream receives them. */
export const pathHeaders: readonly string[] = [targetHeader, matchHeader, forwardHeader, emptyHeader];

const has = ({ options = [] }: PathView, kind: PathOption['kind']): boolean =>
  options.some((option) => option.kind === kind);

export const keepsEscapedSlash = (view: PathView): boolean => has(view, 'keeps-escaped-slash');

/** APISIX, normalize_uri_like_servlet (init.lua): dots with parameters and empty segments with parameters are refused. */
const withoutParameters = `local function withoutParameters(uri)
  if not uri:find(";", 1, true) then return uri end
  local kept, bare = {}, false
  for segment in (uri:gsub("/+$", "") .. "/"):gmatch("([^/]*)/") do
    local cut = segment:match("^[^;]*")
    local dots = cut:lower():gsub("%%2e", ".")
    if bare or (cut ~= segment and (dots == "." or dots == "..")) then return nil end
    bare = cut ~= segment and cut == ""
    kept[#kept + 1] = cut
  end
  return table.concat(kept, "/")
end
`;

/** APISIX, match_uri_encoded_slash: only where decoding is all that nginx did to the path. */
const withEscapedSlashes = `local function withEscapedSlashes(path, uri)
  local function plain(code) return string.char(tonumber(code, 16)) end
  if not path:find("%%2[fF]") or path:gsub("%%(%x%x)", plain) ~= uri then return uri end
  return (path:gsub("%%(%x%x)", function(code) return code:lower() == "2f" and "%2F" or plain(code) end))
end
`;

/**
 * The function that makes a path canonical, and what rules match on and what is forwarded where an option makes these differ;
 * nil where nginx refuses the path.
 */
export function canonicalFunction(view: PathView): string {
  const [cuts, keeps, tail] = (['drops-parameters', 'keeps-escaped-slash', 'drops-tail-slash'] as const).map((kind) =>
    has(view, kind),
  );
  return `${cuts === true ? withoutParameters : ''}${keeps === true ? withEscapedSlashes : ''}local function canonical(raw)
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
  local function escaped(text)
    return (text:gsub("[^%w%-%._~/]", function(char) return ("%%%02X"):format(char:byte()) end))
  end
${cuts === true ? cutting : tail === true ? '  local uri = whole:gsub("/$", "")\n' : '  local uri = whole\n'}${
  keeps === true ? '  local match = escaped(withEscapedSlashes(path, uri))\n' : '  local match\n'
}  return escaped(uri) .. query, match${cuts === true ? ', forward' : ''}
end
`;
}

const cutting = `  local uri = withoutParameters(whole)
  if uri == nil then return nil end
  local forward = whole:gsub("%c", function(char) return ("%%%02X"):format(char:byte()) end)
`;

const canonicalise = (view: PathView): string => `${canonicalFunction(view)}
function envoy_on_request(handle)
  local headers = handle:headers()
  local raw = headers:get(":path")
  for _, name in ipairs({${[...pathHeaders, refusedHeader].map((name) => `"${name}"`).join(', ')}}) do headers:remove(name) end
  if raw == nil then return end
  local path, match, forward = canonical(raw)
  if path == nil then
    headers:add("${refusedHeader}", "1")
    return
  end
  if path:sub(1, 1) ~= "/" and raw:sub(1, 1) == "/" then
    headers:add("${emptyHeader}", "1")
    path = "/" .. path
  end
  headers:add("${targetHeader}", raw)
  if match then headers:add("${matchHeader}", match) end
  if forward then headers:add("${forwardHeader}", forward) end
  headers:replace(":path", path)
end
`;

const restore = `function envoy_on_request(handle)
  local headers = handle:headers()
  local sent = headers:get("${forwardHeader}") or headers:get("${targetHeader}")
  if sent ~= nil then headers:replace(":path", sent) end
end
`;

/** Without source it does nothing until a route gives it something to do; `source_codes`: what routes say by name. */
const filter = (name: string, clear_route_cache: boolean, source?: string, source_codes?: JsonObject): JsonObject => ({
  name,
  typed_config: typed(`${extension}.Lua`, {
    default_source_code: source === undefined ? undefined : { inline_string: source },
    source_codes,
    clear_route_cache: clear_route_cache ? undefined : false,
  }),
});

/** Keeps variables of the request for texts that are made later. */
export const earlyFilter = 'envoy.filters.http.lua/variables';
/** Changes answers. */
export const answerFilter = 'envoy.filters.http.lua/answer';

export const variables = (codes?: JsonObject): JsonObject => filter(earlyFilter, false, undefined, codes);
export const answers = (codes?: JsonObject): JsonObject => filter(answerFilter, false, undefined, codes);

/** First in the chain. */
export const canonicalPath = (view: PathView): JsonObject =>
  filter('envoy.filters.http.lua/canonical-path', true, canonicalise(view));
/** Behind everything that may choose a route again. A route that makes a target of its own does so in its place. */
export const restoredPath = (codes?: JsonObject): JsonObject => filter(restoreFilter, false, restore, codes);
export const methods = (codes?: JsonObject): JsonObject => filter(methodFilter, false, undefined, codes);

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

/** In front of the rules, where nothing may be left of the path: what answers where no rule matches. */
export const emptyPaths = (view: PathView, fallback: readonly JsonObject[]): readonly JsonObject[] =>
  has(view, 'drops-tail-slash')
    ? fallback.map((route, index) => ({ ...route, name: `empty-path~${index + 1}`, match: whenEmpty(route['match']) }))
    : [];

function whenEmpty(match: JsonObject[string]): JsonObject {
  const headers: unknown = Reflect.get(Object(match), 'headers');
  // A list of matchers, where there is one.
  const own = Array.isArray(headers) ? (headers as readonly JsonObject[]) : [];
  return { prefix: '/', headers: [{ name: emptyHeader, present_match: true }, ...own] };
}

/** For routes whose upstream receives a target that the route makes: it is made from the canonical one. */
export const withTarget = (variant: Variant, statements: readonly string[]): Variant => ({
  ...variant,
  filters: { ...variant.filters, [restoreFilter]: perRoute(onRequest(statements)) },
});
