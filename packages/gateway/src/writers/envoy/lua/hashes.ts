/**
 * SHA-1, SHA-256, SHA-384, SHA-512 and HMAC in Lua, because Envoy's Lua has none (FIPS 180-4, RFC 2104). Numbers of 32 bits are
 * LuaJIT's, those of 64 bits its `ULL` values; `bit` works on both.
 */

/** Pads a message; `size` of the block and of the length behind it, in bytes. */
const padded = `local function padded(text, size)
  local length = #text * 8
  local zeros = (size - (#text + 1 + size / 8) % size) % size
  local tail = string.char(math.floor(length / 2 ^ 24) % 256, math.floor(length / 65536) % 256, math.floor(length / 256) % 256, length % 256)
  return text .. "\\128" .. ("\\0"):rep(zeros + size / 8 - 4) .. tail
end
`;

export const sha1 = `local function sha1(text)
  local a, b, c, d, e = 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0
  text = padded(text, 64)
  for at = 1, #text, 64 do
    local w = {}
    for i = 0, 15 do
      local p, q, r, s = text:byte(at + i * 4, at + i * 4 + 3)
      w[i] = bit.bor(bit.lshift(p, 24), bit.lshift(q, 16), bit.lshift(r, 8), s)
    end
    for i = 16, 79 do w[i] = bit.rol(bit.bxor(w[i - 3], w[i - 8], w[i - 14], w[i - 16]), 1) end
    local A, B, C, D, E = a, b, c, d, e
    for i = 0, 79 do
      local f, k
      if i < 20 then f, k = bit.bxor(D, bit.band(B, bit.bxor(C, D))), 0x5a827999
      elseif i < 40 then f, k = bit.bxor(B, C, D), 0x6ed9eba1
      elseif i < 60 then f, k = bit.bor(bit.band(B, C), bit.band(D, bit.bor(B, C))), 0x8f1bbcdc
      else f, k = bit.bxor(B, C, D), 0xca62c1d6 end
      A, B, C, D, E = bit.tobit(bit.rol(A, 5) + f + E + k + w[i]), A, bit.rol(B, 30), C, D
    end
    a, b, c, d, e = bit.tobit(a + A), bit.tobit(b + B), bit.tobit(c + C), bit.tobit(d + D), bit.tobit(e + E)
  end
  local hex = bit.tohex(a) .. bit.tohex(b) .. bit.tohex(c) .. bit.tohex(d) .. bit.tohex(e)
  return (hex:gsub("%x%x", function(code) return string.char(tonumber(code, 16)) end))
end
`;

const primes = (count: number): readonly number[] => {
  const found: number[] = [];
  for (let number = 2; found.length < count; number++)
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  return found;
};

/** The first bits of the fraction of a root: `degree` 2 or 3. */
function fraction(prime: number, degree: bigint, bits: bigint): string {
  const value = BigInt(prime) << (bits * degree);
  let low = 0n;
  let high = 1n << (bits + 6n);
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** degree <= value) low = middle;
    else high = middle;
  }
  return `0x${(low & ((1n << bits) - 1n)).toString(16).padStart(Number(bits / 4n), '0')}`;
}

const constants = (count: number, degree: bigint, bits: bigint, after = 0): string =>
  primes(after + count)
    .slice(after)
    .map((prime) => fraction(prime, degree, bits) + (bits === 64n ? 'ULL' : ''))
    .join(', ');

interface Sizes {
  readonly name: string;
  readonly bits: 32n | 64n;
  readonly rounds: number;
  /** Rotations and shifts of the four functions. */
  readonly by: readonly [string, string, string, string];
  /** A short form of another one: it begins with the roots of later primes, and some words of the result are left out. */
  readonly short?: { readonly after: number; readonly words: number };
}

/** All members of SHA-2 are one algorithm over words of 32 or 64 bits. */
const sha2 = ({ name, bits, rounds, by: [big0, big1, small0, small1], short }: Sizes): string => {
  const word = Number(bits) / 8;
  const tobit = bits === 32n ? 'bit.tobit' : '';
  const mix = (value: string, list: string): string => {
    const [x, y, z = ''] = list.split(' ');
    const last = z.startsWith('>') ? `bit.rshift(${value}, ${z.slice(1)})` : `bit.ror(${value}, ${z})`;
    return `bit.bxor(bit.ror(${value}, ${x}), bit.ror(${value}, ${y}), ${last})`;
  };
  return `local function ${name}(text)
  local k = { ${constants(rounds, 3n, bits)} }
  local h = { ${constants(8, 2n, bits, short?.after)} }
  text = padded(text, ${word * 16})
  for at = 1, #text, ${word * 16} do
    local w = {}
    for i = 1, 16 do
      local value = 0${bits === 64n ? 'ULL' : ''}
      for j = 0, ${word - 1} do value = bit.bor(bit.lshift(value, 8), text:byte(at + (i - 1) * ${word} + j)) end
      w[i] = value
    end
    for i = 17, ${rounds} do
      w[i] = ${tobit}(w[i - 16] + ${mix('w[i - 15]', small0)} + w[i - 7] + ${mix('w[i - 2]', small1)})
    end
    local a, b, c, d, e, f, g, x = unpack(h)
    for i = 1, ${rounds} do
      local one = x + ${mix('e', big1)} + bit.bxor(g, bit.band(e, bit.bxor(f, g))) + k[i] + w[i]
      local two = ${mix('a', big0)} + bit.bor(bit.band(a, b), bit.band(c, bit.bor(a, b)))
      x, g, f, e, d, c, b, a = g, f, e, ${tobit}(d + one), c, b, a, ${tobit}(one + two)
    end
    for i, value in ipairs({ a, b, c, d, e, f, g, x }) do h[i] = ${tobit}(h[i] + value) end
  end
  local hex = ""
  for i = 1, ${short?.words ?? 8} do hex = hex .. bit.tohex(h[i]) end
  return (hex:gsub("%x%x", function(code) return string.char(tonumber(code, 16)) end))
end
`;
};

export const sha256 = sha2({
  name: 'sha256',
  bits: 32n,
  rounds: 64,
  by: ['2 13 22', '6 11 25', '7 18 >3', '17 19 >10'],
});
export const sha512 = sha2({
  name: 'sha512',
  bits: 64n,
  rounds: 80,
  by: ['28 34 39', '14 18 41', '1 8 >7', '19 61 >6'],
});

export const sha384 = sha2({
  name: 'sha384',
  bits: 64n,
  rounds: 80,
  by: ['28 34 39', '14 18 41', '1 8 >7', '19 61 >6'],
  short: { after: 8, words: 6 },
});

/** `hash` and its block size in bytes. */
export const hmac = `local function hmac(hash, size, key, text)
  if #key > size then key = hash(key) end
  key = key .. ("\\0"):rep(size - #key)
  local function masked(mask) return (key:gsub(".", function(char) return string.char(bit.bxor(char:byte(), mask)) end)) end
  return hash(masked(0x5c) .. hash(masked(0x36) .. text))
end
`;

/** Compares in a time that does not tell where two texts of one length differ. */
export const same = `local function same(one, other)
  if #one ~= #other then return false end
  local difference = 0
  for i = 1, #one do difference = bit.bor(difference, bit.bxor(one:byte(i), other:byte(i))) end
  return difference == 0
end
`;

export const hashing = padded;
