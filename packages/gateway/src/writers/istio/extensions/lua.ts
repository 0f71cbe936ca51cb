/**
 * Lua of routes in TrafficExtensions, which Istio runs for every request of the gateway: the script looks for the name of
 * the route that was chosen. Two scripts are for all routes: what the source knows of a client and makes of a path before
 * a route is chosen, and what becomes of answers that Envoy makes itself.
 */
import type { Model } from '../../../model/model.ts';
import type { JsonObject } from '../../envoy/config.ts';
import { withinRanges } from '../../envoy/language/addresses.ts';
import { canonicalFunction, matchHeader } from '../../envoy/lua/path.ts';
import { internal } from '../../envoy/match/carrier.ts';
import type { Needs } from '../../envoy/policies/variant.ts';
import { routeHeader } from '../rules/forwarding.ts';
import { type Naming, nameFor, object } from '../../kubernetes/objects.ts';
import { workload } from '../objects.ts';

/** What a TrafficExtension takes (its schema: maxLength). */
const mostText = 65_536;
/** Istio's own part of the chain in which scripts stand, first and last. */
const first = 'AUTHN';

interface RouteScript {
  readonly route: string;
  readonly filter: string;
  readonly source: string;
}

const extension = (name: string, priority: number, inlineCode: string, naming: Naming): JsonObject =>
  object('extensions.istio.io/v1alpha1', 'TrafficExtension', name, naming, {
    spec: { selector: { matchLabels: workload }, phase: first, priority, lua: { inlineCode } },
  });

/** In the order in which requests meet them. */
export function trafficExtensions(
  model: Model,
  needs: Needs,
  scripts: readonly RouteScript[],
  types: ReadonlyMap<string, string>,
  naming: Naming,
): readonly JsonObject[] {
  const taken = new Set<string>(['front']);
  const byFilter = new Map<string, RouteScript[]>();
  for (const one of scripts) byFilter.set(one.filter, [...(byFilter.get(one.filter) ?? []), one]);
  let priority = 1000;
  const parts = [...byFilter].flatMap(([filter, list]) =>
    chunksOf(list.map(({ route, source }) => routeScript(route, source))).map((chunk) =>
      extension(
        nameFor(`route-${filter.split('/').at(-1) ?? ''}`, taken),
        --priority,
        dispatch(chunk, keepsRoute(filter, needs)),
        naming,
      ),
    ),
  );
  return [extension('front', 1000, front(model, needs, types), naming), ...parts];
}

/** Whether Envoy's own instance of the filter leaves the route that was chosen. */
export const keepsRoute = (filter: string, { filters }: Needs): boolean =>
  !filters.has(filter) || filters.get(filter)?.['clear_route_cache'] === false;

/** The script's two functions under the name of its route, out of sight of the others. */
const routeScript = (route: string, source: string): string =>
  `do\n  local envoy_on_request, envoy_on_response\n${source}  routes[${quoted(route)}] = {envoy_on_request, envoy_on_response}\nend\n`;

/** What a script changes must not choose another route, unless it is there to choose one: the route is named before. */
const dispatch = (parts: readonly string[], keeps: boolean): string => `local routes = {}
${parts.join('')}
local function run(handle, which)
  local name = handle:streamInfo():routeName()
  local own = routes[name]
  if own == nil or own[which] == nil then return end
${keeps ? `  if which == 1 then handle:headers():replace("${routeHeader}", name) end\n` : ''}  own[which](handle)
end
function envoy_on_request(handle) run(handle, 1) end
function envoy_on_response(handle) run(handle, 2) end
`;

/** Room is left for what stands around the parts. */
function chunksOf(parts: readonly string[]): readonly (readonly string[])[] {
  const chunks: string[][] = [[]];
  let size = 500;
  for (const part of parts) {
    if (size + part.length > mostText && size > 500) {
      chunks.push([]);
      size = 500;
    }
    chunks.at(-1)?.push(part);
    size += part.length;
  }
  return chunks;
}

const quoted = (text: string): string => JSON.stringify(text);

/** The client's address is in brackets when it is IPv6, and has a port. */
function front(
  { forwarding, upstreamStatus, charset, path: view }: Model,
  { removedEarly }: Needs,
  types: ReadonlyMap<string, string>,
): string {
  const { believes } = forwarding;
  const ranges = believes === undefined ? undefined : luaRanges(believes.from);
  const believed =
    believes === undefined || ranges === undefined
      ? ''
      : `  local told = headers:get(${quoted(believes.header.toLowerCase())})
  if told ~= nil and trusted(peer) and told:match("^[%x%.:]+$") then client = told end
`;
  const forwarded =
    forwarding.forwardedFor === 'none'
      ? ''
      : `  local sent = (headers:get("x-forwarded-for") or ""):match("^(.*),[^,]*$")
  headers:replace("x-forwarded-for", ${forwarding.forwardedFor === 'append' ? 'sent and sent .. ", " .. client or client' : 'client'})
`;
  return `${canonicalFunction(view)}
${ranges ?? ''}local types = {${[...types].map(([route, type]) => `[${quoted(route)}] = ${quoted(type)}`).join(', ')}}

function envoy_on_request(handle)
  local headers, info = handle:headers(), handle:streamInfo()
  local peer = info:downstreamDirectRemoteAddress():gsub(":%d+$", ""):gsub("[%[%]]", "")
  local client = peer
${believed}${[routeHeader, ...removedEarly].map((name) => `  headers:remove(${quoted(name)})\n`).join('')}  headers:replace("${internal.clientAddress}", client)
  headers:replace("${internal.httpVersion}", info:protocol())
  headers:replace("${internal.sni}", info:requestedServerName())
  info:dynamicMetadata():set("banyan", "client", client)
${forwarded}  local raw = headers:get(":path")
  local path, match = canonical(raw)
  headers:remove("${matchHeader}")
  if match ~= nil then headers:add("${matchHeader}", match) end
  if path == nil then
    handle:respond({[":status"] = "400", ["content-type"] = "text/html"}, "<html>\\r\\n<head><title>400 Bad Request</title></head>\\r\\n</html>\\r\\n")
  elseif path ~= raw and path:sub(1, 1) == "/" then
    headers:replace(":path", path)
  end
end

function envoy_on_response(handle)
  local headers = handle:headers()
  local status = headers:get(":status")
  local answered = headers:get("x-envoy-upstream-service-time") ~= nil
  if status == "503" and not answered and headers:get("content-type") == "text/plain" then
    local body = handle:body(true)
    local text = body and body:getBytes(0, body:length()) or ""
    if text:find("^upstream connect error") and not text:find("overflow") then
      headers:replace(":status", "502")
      headers:replace("content-type", "text/html; charset=utf-8")
      body:setBytes("<html>\\r\\n<head><title>502 Bad Gateway</title></head>\\r\\n<body>\\r\\n<center><h1>502 Bad Gateway</h1></center>\\r\\n</body>\\r\\n</html>\\r\\n")
      status, answered = "502", true
    end
  end
${
  upstreamStatus === undefined
    ? ''
    : `  if answered and status:sub(1, 1) == "5" then headers:replace(${quoted(upstreamStatus)}, status) end
`
}${
  charset === undefined
    ? ''
    : `  local bare = headers:get("content-type")
  if answered and ({${charset.types.map((type) => `[${quoted(type)}] = true`).join(', ')}})[bare or ""] then
    headers:replace("content-type", bare .. "; charset=${charset.name}")
  end
`
}  local type = types[handle:streamInfo():routeName()]
  if type ~= nil and headers:get("content-type") == nil then headers:add("content-type", type) end
end
`;
}

/** A function that knows the ranges; Lua has no regular expressions, so they are told as prefixes of the address. */
function luaRanges(from: readonly string[]): string | undefined {
  if (withinRanges(from) === undefined) return undefined;
  const exact = from.filter((range) => !range.includes('/') || /^[^/]+\/(?:32|128)$/.test(range));
  const prefixes = from.flatMap((range) => {
    const [, base = '', bits] = /^([0-9.]+)\/(8|16|24)$/.exec(range) ?? [];
    return bits === undefined
      ? []
      : [
          `${base
            .split('.')
            .slice(0, Number(bits) / 8)
            .join('.')}.`,
        ];
  });
  if (exact.length + prefixes.length !== from.length) return undefined;
  return `local function trusted(peer)
  for _, address in ipairs({${exact.map((one) => quoted(one.replace(/\/.*/, ''))).join(', ')}}) do
    if peer == address then return true end
  end
  for _, prefix in ipairs({${prefixes.map(quoted).join(', ')}}) do
    if peer:sub(1, #prefix) == prefix then return true end
  end
  return false
end
`;
}
