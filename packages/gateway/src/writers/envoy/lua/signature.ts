/**
 * Verifies HTTP signatures (apisix/plugins/hmac-auth.lua; observed: hmac-auth vectors): the text is the key's name and a line for
 * each listed header that the request has, each ended by a line feed. The key's name is set where the signature is good.
 */
import type { AuthenticateBySignature } from '../../../model/policy.ts';
import { decode64 } from './blocks.ts';
import { hashing, hmac, same, sha1, sha256, sha512 } from './hashes.ts';
import { luaTable, luaText } from './script.ts';

/** Name of the key that signed. */
export const signedHeader = 'x-banyan-signed-by';

const hashes: Readonly<Record<string, readonly [code: string, name: string, block: number]>> = {
  'hmac-sha1': [sha1, 'sha1', 64],
  'hmac-sha256': [sha256, 'sha256', 64],
  'hmac-sha512': [sha512, 'sha512', 128],
};

const timely = (skew: number): string => `local function timely(date)
  local day, month, year, hour, minute, second = (date or ""):match("^%a+, (%d+) (%a+) (%d+) (%d+):(%d+):(%d+) GMT$")
  local place = month and ("JanFebMarAprMayJunJulAugSepOctNovDec"):find(month, 1, true)
  if not place or place % 3 ~= 1 then return false end
  local m, y = (place + 2) / 3, tonumber(year)
  if m < 3 then m, y = m + 12, y - 1 end
  local days = 365 * y + math.floor(y / 4) - math.floor(y / 100) + math.floor(y / 400) + math.floor((153 * m - 457) / 5) + day - 719469
  return math.abs(os.time() - (days * 86400 + hour * 3600 + minute * 60 + second)) <= ${skew}
end
`;

const bodyCheck = (most: number): string => `  if verified then
    local digest, body = headers:get("digest"), handle:body()
    headers = handle:headers()
    local text = body and body:getBytes(0, body:length()) or ""
    if digest and #text > ${most} then
      local words = "request size " .. #text .. " is greater than the maximum size ${most} allowed"
      return handle:respond({ [":status"] = "413", ["content-type"] = "text/plain; charset=utf-8" }, '{"message":"' .. words .. '"}\\n')
    end
    verified = digest == "SHA-256=" .. handle:base64Escape(sha256(text))
  end
`;

/** \`secrets\` by the name of each key. */
export function signatureScript(
  policy: AuthenticateBySignature,
  secrets: readonly (readonly [string, string])[],
): string {
  const used = policy.algorithms.flatMap((name) => (hashes[name] === undefined ? [] : [[name, hashes[name]] as const]));
  const digest = policy.validateBody && used.every(([, [, name]]) => name !== 'sha256') ? sha256 : '';
  return `${decode64}${hashing}${used.map(([, [code]]) => code).join('')}${digest}${hmac}${same}${timely(policy.clockSkew)}
local secrets = ${luaTable(secrets.map(([key, secret]) => [key, luaText(secret)]))}
local hashes = ${luaTable(used.map(([name, [, hash, block]]) => [name, `{ ${hash}, ${block} }`]))}

local function signs(headers, fields)
  local key, hash, signature = secrets[fields.keyId], hashes[fields.algorithm], decode64(fields.signature or "")
  if not key or not hash or not signature or not timely(headers:get("date")) then return false end
  local text, listed = fields.keyId .. "\\n", {}
  for name in (fields.headers or ""):gmatch("[^ ]+") do
    listed[name] = true
    local value = name ~= "@request-target" and headers:get(name)
    if value then text = text .. name .. ": " .. value .. "\\n" end
    if name == "@request-target" then
      local path, query = headers:get(":path"):match("^([^?]*)(.*)$")
      path = path:gsub("%%(%x%x)", function(code) return string.char(tonumber(code, 16)) end)
      text = text .. headers:get(":method") .. " " .. path .. query .. "\\n"
    end
  end
  for _, name in ipairs({ ${policy.signedHeaders.map(luaText).join(', ')} }) do if not listed[name] then return false end end
  return same(hmac(hash[1], hash[2], key, text), signature)
end

function envoy_on_request(handle)
  local headers, fields = handle:headers(), {}
  local sent = headers:get("authorization") or ""
  if sent:sub(1, 9) ~= "Signature" then return end
  for part in sent:sub(10):gmatch("[^,]+") do
    local name, value = part:match('%s*(%w+)="(.-)"')
    if name then fields[name] = value end
  end
  local verified = signs(headers, fields)
${policy.validateBody ? bodyCheck(policy.mostBody) : ''}  if verified then headers:replace("${signedHeader}", fields.keyId) end
end
`;
}
