/**
 * Verifies and issues csrf tokens (apisix/plugins/csrf.lua): Base64 of a JSON object with a random number, the second of issue,
 * and a SHA-256 over both and the key. The header that says `good` is set by the script only.
 */
import type { CheckCsrfToken } from '../../../model/policy.ts';
import { cookieOf, decode64, decodeJson } from './blocks.ts';
import { hashing, same, sha256 } from './hashes.ts';
import { luaText } from './script.ts';

export const csrfHeader = 'x-banyan-csrf';

export const csrfScript = ({ name, key, expires }: CheckCsrfToken): string =>
  `${decode64}${decodeJson}${cookieOf}${hashing}${sha256}${same}
local function sign(random, issued)
  local text = "{expires:" .. tostring(issued) .. ",random:" .. tostring(random) .. ",key:" .. ${luaText(key)} .. "}"
  return (sha256(text):gsub(".", function(char) return ("%02x"):format(char:byte()) end))
end

local function good(text)
  local token = decodeJson(decode64(text) or "")
  if type(token) ~= "table" or type(token.random) ~= "number" or type(token.expires) ~= "number" then return false end
${expires > 0 ? `  if os.time() - token.expires > ${expires} then return false end\n` : ''}  return type(token.sign) == "string" and same(token.sign, sign(token.random, token.expires))
end

function envoy_on_request(handle)
  local headers = handle:headers()
  local sent, kept = headers:get(${luaText(name)}), cookie(headers:get("cookie"), ${luaText(name)})
  if sent and kept then headers:replace("${csrfHeader}", sent ~= kept and "mismatch" or good(kept) and "good" or "forged") end
end

math.randomseed(os.time())
function envoy_on_response(handle)
  local random, now = math.random(), os.time()
  local token = ('{"random":%.14g,"expires":%d,"sign":"%s"}'):format(random, now, sign(random, now))
  local ends = os.date("!%a, %d-%b-%y %H:%M:%S GMT", now + ${expires})
  local value = ${luaText(name)} .. "=" .. handle:base64Escape(token) .. ";path=/;SameSite=Lax;Expires=" .. ends
  handle:headers():add("set-cookie", value)
end
`;
