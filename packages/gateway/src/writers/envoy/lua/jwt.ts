/**
 * Finds the token as APISIX does, and says what is wrong with it before a key is asked for (apisix/plugins/jwt-auth.lua and
 * jwt-auth/parser.lua): jwt_authn then verifies the signature of what is left. Times are checked here, because which of them
 * count depends on the route and the grace on the consumer.
 */
import type { AuthenticateByJwt } from '../../../model/policy.ts';
import { cookieOf, decode64, decode64url, decodeJson, parameterOf } from './blocks.ts';
import { luaTable, luaText } from './script.ts';

/** What is wrong, one of the words below; set by the script only. */
export const problemHeader = 'x-banyan-jwt-problem';
/** The token that jwt_authn verifies. */
export const tokenHeader = 'x-banyan-jwt-token';

export const problems = {
  missing: 'Missing JWT token in request',
  invalid: 'JWT token invalid',
  nobody: 'missing user key in JWT token',
  unknown: 'Invalid user key in JWT token',
} as const;

/** \`graces\`: by the key of each consumer, seconds by which times may be missed. */
export const tokenScript = (policy: AuthenticateByJwt, graces: readonly (readonly [string, number])[]): string =>
  `${decode64}${decode64url}${decodeJson}${parameterOf}${cookieOf}
local graces = ${luaTable(graces.map(([key, grace]) => [key, String(grace)]))}

local function holds(claims, grace)
  local now = os.time()
  for _, name in ipairs({ ${(policy.claimsToVerify.length === 0 ? ['nbf', 'exp'] : policy.claimsToVerify).map(luaText).join(', ')} }) do
    local value = claims[name]
    if value ~= nil${policy.claimsToVerify.length === 0 ? '' : ' or true'} then
      if type(value) ~= "number" then return false end
      if name == "nbf" and value >= now + grace or name == "exp" and value <= now - grace then return false end
    end
  end
  return true
end

local function problem(token)
  if not token then return "missing" end
  local head, body, rest = token:match("^([^.]*)%.([^.]*)%.([^.]+)$")
  local header = rest and decodeJson(decode64url(head) or "")
  local claims = rest and decodeJson(decode64url(body) or "")
  if type(header) ~= "table" or claims == nil then return "invalid" end
  local key = type(claims) == "table" and claims[${luaText(policy.keyClaim)}]
  if not key or key == NULL then return "nobody" end
  local grace = type(key) == "string" and graces[key]
  if not grace then return "unknown" end
  if not holds(claims, grace) then return "failed" end
end

function envoy_on_request(handle)
  local headers = handle:headers()
  local token = headers:get(${luaText(policy.header)})
  if token then token = token:gsub("^[Bb]earer ", "") end
  token = token or parameter(headers:get(":path"), ${luaText(policy.parameter)})
    or cookie(headers:get("cookie"), ${luaText(policy.cookie)})
  local found = problem(token)
  headers:replace(found and "${problemHeader}" or "${tokenHeader}", found or token)
end
`;
