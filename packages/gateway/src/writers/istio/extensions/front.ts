/**
 * The script that every request meets first: what the source knows of a client (nginx, real_ip_header), and the path as the
 * source reads it, before a route is chosen. What was sent is kept for `back.ts`.
 */
import type { Forwarding, Model } from '../../../model/model.ts';
import { withinRanges } from '../../envoy/language/addresses.ts';
import {
  canonicalFunction,
  emptyHeader,
  forwardHeader,
  matchHeader,
  pathHeaders,
  targetHeader,
} from '../../envoy/lua/path.ts';
import { quoted } from '../../envoy/lua/code.ts';
import { internal } from '../../envoy/match/carrier.ts';
import type { Needs } from '../../envoy/policies/variant.ts';
import { refusedHeader, routeHeader } from '../rules/forwarding.ts';

/**
 * Envoy has appended its peer to X-Forwarded-For: that is taken off, so that conditions read what the client sent. The
 * client's address is in brackets when it is IPv6, and has a port.
 */
export function front({ forwarding, path }: Model, { removedEarly, internalHeaders }: Needs): string {
  const { believes, ranges } = believed(forwarding);
  const needed = (name: string, value: string): string =>
    internalHeaders.has(name) ? `  headers:replace("${name}", ${value})\n` : '';
  const gone = [routeHeader, refusedHeader, ...pathHeaders, ...removedEarly].map(quoted).join(', ');
  return `${canonicalFunction(path)}
${ranges}function envoy_on_request(handle)
  local headers, info = handle:headers(), handle:streamInfo()
  for _, name in ipairs({${gone}}) do headers:remove(name) end
  local peer, port = info:downstreamDirectRemoteAddress():match("^%[?(.-)%]?:(%d+)$")
  local client = peer
${believes}  headers:replace("${internal.clientAddress}", client)
${needed(internal.peer, 'peer')}${needed(internal.clientPort, 'client == peer and port or ""')}${needed(internal.httpVersion, 'info:protocol()')}${needed(internal.sni, 'info:requestedServerName()')}  local sent = (headers:get("x-forwarded-for") or ""):match("^(.*),[^,]*$")
  if sent then headers:replace("x-forwarded-for", sent) else headers:remove("x-forwarded-for") end
  local raw = headers:get(":path")
  local path, match, forward = canonical(raw)
  if path == nil then return headers:replace("${refusedHeader}", "1") end
  if path:sub(1, 1) ~= "/" and raw:sub(1, 1) == "/" then
    headers:replace("${emptyHeader}", "1")
    path = "/" .. path
  end
  if match then headers:replace("${matchHeader}", match) end
  if forward then headers:replace("${forwardHeader}", forward) end
  if path ~= raw then
    headers:replace("${targetHeader}", raw)
    headers:replace(":path", path)
  end
end
`;
}

function believed({ believes }: Forwarding): { readonly believes: string; readonly ranges: string } {
  const ranges = believes === undefined ? undefined : luaRanges(believes.from);
  if (believes === undefined || ranges === undefined) return { believes: '', ranges: '' };
  return {
    ranges,
    believes: `  local told = headers:get(${quoted(believes.header.toLowerCase())})
  if told ~= nil and trusted(peer) and told:match("^[%x%.:]+$") then client = told end
`,
  };
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
