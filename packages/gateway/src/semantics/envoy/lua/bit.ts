/** The library `bit` of LuaJIT, which the interpreter does not have. */
export const bit = String.raw`
bit = {}
local floor, ands, xors = math.floor, {}, {}
for a = 0, 15 do
  ands[a], xors[a] = {}, {}
  for b = 0, 15 do
    local both, one, weight, x, y = 0, 0, 1, a, b
    for _ = 1, 4 do
      local p, q = x % 2, y % 2
      if p + q == 2 then both = both + weight elseif p + q == 1 then one = one + weight end
      x, y, weight = (x - p) / 2, (y - q) / 2, weight * 2
    end
    ands[a][b], xors[a][b] = both, one
  end
end
local function unsigned(x) return floor(x) % 4294967296 end
local function signed(x)
  x = unsigned(x)
  return x >= 2147483648 and x - 4294967296 or x
end
local function mix(by)
  return function(first, ...)
    local made = unsigned(first)
    for at = 1, select("#", ...) do
      local other, out, weight = unsigned((select(at, ...))), 0, 1
      for _ = 1, 8 do
        local a, b = made % 16, other % 16
        out, weight = out + by(a, b) * weight, weight * 16
        made, other = (made - a) / 16, (other - b) / 16
      end
      made = out
    end
    return signed(made)
  end
end
bit.tobit = signed
bit.band = mix(function(a, b) return ands[a][b] end)
bit.bxor = mix(function(a, b) return xors[a][b] end)
bit.bor = mix(function(a, b) return ands[a][b] + xors[a][b] end)
function bit.bnot(x) return signed(4294967295 - unsigned(x)) end
function bit.lshift(x, n) return signed(unsigned(x) * 2 ^ (n % 32) % 4294967296) end
function bit.rshift(x, n) return signed(floor(unsigned(x) / 2 ^ (n % 32))) end
function bit.arshift(x, n) return signed(floor(signed(x) / 2 ^ (n % 32))) end
function bit.rol(x, n)
  x, n = unsigned(x), n % 32
  return signed(x * 2 ^ n % 4294967296 + floor(x / 2 ^ (32 - n)))
end
function bit.ror(x, n) return bit.rol(x, 32 - n % 32) end
function bit.bswap(x)
  x = unsigned(x)
  local a, b, c, d = x % 256, floor(x / 256) % 256, floor(x / 65536) % 256, floor(x / 16777216)
  return signed(a * 16777216 + b * 65536 + c * 256 + d)
end
function bit.tohex(x, n)
  n = n or 8
  local made = ("%08x"):format(unsigned(x)):sub(-math.abs(n))
  return n < 0 and made:upper() or made
end
package.loaded.bit = bit
`;
