/** Lua that puts a client's address, taken from the request, in place of the peer's; the route has made sure that it is one. */
import { parseCidr } from '@banyan/core/net/cidr.ts';
import type { ClientAddress } from '../../../model/by-request.ts';
import { luaText } from '../lua/script.ts';
import { internal } from '../match/carrier.ts';

export const clientCode = (
  client: ClientAddress,
): string => `${client.list === 'last-untrusted' ? believed(client) : ''}${reading(client.from)}
function envoy_on_request(handle)
  local headers = handle:headers()
  local text = read(headers) or ""
${picked[client.list]}  local address, port = text:match("^(%[[^%]]*%]):(%d+)$")
  if not address then address, port = text:match("^([^:]*):(%d+)$") end
  headers:replace("${internal.peer}", headers:get("${internal.clientAddress}"))
  headers:replace("${internal.clientAddress}", ((address or text):gsub("[%[%]]", "")))
  if port then headers:replace("${internal.clientPort}", port) end
end
`;

const picked: Readonly<Record<ClientAddress['list'], string>> = {
  none: '',
  last: '  text = text:match("([^,]*)$"):gsub("^ +", "")\n',
  'last-untrusted': `  local all = {}
  for part in (text .. ","):gmatch("%s*(.-),") do all[#all + 1] = part end
  text = all[1]
  for index = #all, 2, -1 do
    if not believed(all[index]) then text = all[index] break end
  end
`,
};

function reading(from: ClientAddress['from']): string {
  const colon = from.indexOf(':');
  const name = luaText(from.slice(colon + 1));
  if (from.startsWith('header:')) return `local function read(headers) return headers:get(${name}) end\n`;
  if (from.startsWith('cookie:'))
    return `local function read(headers)
  for key, value in (headers:get("cookie") or ""):gmatch("%s*([^=;]*)=%s*([^;]*)") do
    if key == ${name} then return (value:gsub("%s+$", "")) end
  end
end
`;
  return `local function plain(part)
  return (part:gsub("+", " "):gsub("%%(%x%x)", function(code) return string.char(tonumber(code, 16)) end))
end
local function read(headers)
  for part in (headers:get(":path"):match("%?(.*)") or ""):gmatch("[^&]+") do
    local key, value = part:match("^([^=]*)=(.*)$")
    if plain(key or part) == ${name} then return plain(value or "") end
  end
end
`;
}

/** Ranges as numbers of 16 bits, and how many bits count. */
function believed({ trusted = [] }: ClientAddress): string {
  const ranges = trusted.flatMap((range) => {
    const parsed = parseCidr(range);
    if (parsed === undefined) return [];
    const count = parsed.address.version === 4 ? 2 : 8;
    const parts = Array.from({ length: count }, (_, index) =>
      Number((parsed.address.value >> BigInt(16 * (count - 1 - index))) & 0xffffn),
    );
    return [`{ bits = ${parsed.bits}, ${parts.join(', ')} }`];
  });
  return `local ranges = { ${ranges.join(', ')} }
local function parts(text)
  local a, b, c, d = text:match("^(%d+)%.(%d+)%.(%d+)%.(%d+)$")
  if a then return { a * 256 + b, c * 256 + d } end
  if not text:find("^[%x:]+$") then return {} end
  local head, tail = text:match("^(.-)::(.*)$")
  local found, behind = {}, {}
  for part in (head or text):gmatch("%x+") do found[#found + 1] = tonumber(part, 16) end
  for part in (tail or ""):gmatch("%x+") do behind[#behind + 1] = tonumber(part, 16) end
  while head and #found + #behind < 8 do found[#found + 1] = 0 end
  for _, part in ipairs(behind) do found[#found + 1] = part end
  return found
end
local function believed(text)
  local address = parts(text)
  for _, range in ipairs(ranges) do
    local same, bits = #address == #range, range.bits
    for index, part in ipairs(range) do
      local size = 2 ^ (16 - math.max(0, math.min(16, bits - 16 * (index - 1))))
      same = same and math.floor(address[index] / size) == math.floor(part / size)
    end
    if same then return true end
  end
  return false
end
`;
}
