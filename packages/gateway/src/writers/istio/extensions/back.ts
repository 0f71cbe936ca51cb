/**
 * The script that every request meets last and every answer first. The route that was chosen is named, and keeps the
 * request whatever is changed from here on: the target goes out as it was sent, with the addresses of the client, without
 * what only this configuration knows. Answers that Envoy makes itself get the status and the page that nginx gives.
 */
import type { Forwarding, Model } from '../../../model/model.ts';
import { quoted } from '../../envoy/lua/code.ts';
import { forwardHeader, pathHeaders, targetHeader } from '../../envoy/lua/path.ts';
import { internal } from '../../envoy/match/carrier.ts';
import type { Needs } from '../../envoy/policies/variant.ts';
import { routeHeader } from '../rules/forwarding.ts';

export const back = (model: Model, needs: Needs): string => `${pages}
function envoy_on_request(handle)
  local headers = handle:headers()
  headers:replace("${routeHeader}", handle:streamInfo():routeName())
  local client = headers:get("${internal.clientAddress}")
  local raw = headers:get("${forwardHeader}") or headers:get("${targetHeader}")
  if raw ~= nil then headers:replace(":path", raw) end
${addresses(model.forwarding)}  local gone = {${gone(needs).map(quoted).join(', ')}}
  for name in pairs(headers) do
    if name:find("^[^:].*[^%w_-]") then gone[#gone + 1] = name end
  end
  for _, name in ipairs(gone) do headers:remove(name) end
end

function envoy_on_response(handle)
  local headers = handle:headers()
  local status, type = headers:get(":status"), headers:get("content-type")
  local answered = headers:get("x-envoy-upstream-service-time") ~= nil
  if not answered and type == "text/plain" and (status == "503" or status == "504") then
    local body = handle:body(true)
    local page = pages[replaced(status, body:getBytes(0, body:length()), handle:headers():get("content-length"))]
    headers = handle:headers()
    if page ~= nil then
      status, type, answered = page:match("^%d+"), "text/html; charset=utf-8", page ~= pages.none
      headers:replace(":status", status)
      headers:replace("content-type", type)
      if body:length() > 0 then
        body:setBytes(("<html>\\r\\n<head><title>%s</title></head>\\r\\n<body>\\r\\n<center><h1>%s</h1></center>\\r\\n</body>\\r\\n</html>\\r\\n"):format(page, page))
      end
    end
  end
${upstreamStatus(model)}${charset(model)}end
`;

/** Which page takes the place of Envoy's words; an answer to HEAD has their length alone. */
const pages = `local pages = { failed = "502 Bad Gateway", slow = "504 Gateway Time-out", none = "503 Service Temporarily Unavailable" }
local function replaced(status, text, length)
  if status == "504" then return (text == "" or text == "upstream request timeout") and "slow" or nil end
  if text:find("no healthy upstream", 1, true) or text == "" and length == "19" then return "none" end
  if text:find("^upstream connect error") or text == "" and (tonumber(length) or 0) > 80 then
    return text:find("overflow", 1, true) and "none" or "failed"
  end
end
`;

function addresses({ realIp, forwardedFor }: Forwarding): string {
  const real = realIp ? '  headers:replace("x-real-ip", client)\n' : '';
  if (forwardedFor === 'none') return real;
  const value = forwardedFor === 'append' ? 'before and before .. ", " .. client or client' : 'client';
  return `${real}  local before = headers:get("x-forwarded-for")\n  headers:replace("x-forwarded-for", ${value})\n`;
}

/** Beside what is known here only, what nginx does not send on; names with other characters it calls invalid. */
const gone = ({ removedEarly }: Needs): readonly string[] => [
  ...Object.values(internal),
  ...pathHeaders,
  'forwarded',
  'te',
  'expect',
  ...removedEarly,
];

/** The status of a failure, where it came from an upstream or for want of one that answers. */
const upstreamStatus = ({ upstreamStatus: name }: Model): string =>
  name === undefined
    ? ''
    : `  if answered and status:sub(1, 1) == "5" then headers:replace(${quoted(name)}, status) end\n`;

/** nginx completes the content type of texts with its charset, but for redirects (ngx_http_charset_header_filter). */
const charset = ({ charset: added }: Model): string =>
  added === undefined
    ? ''
    : `  if ({${added.types.map((one) => `[${quoted(one)}] = true`).join(', ')}})[type or ""] and status ~= "301" and status ~= "302" then
    headers:replace("content-type", type .. "; charset=${added.name}")
  end
`;
