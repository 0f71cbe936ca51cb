/**
 * chash (apisix/balancer/chash.lua and lua-resty-balancer; observed: chash vectors): the ring of the source in Lua, which names
 * the node to Envoy: 160 points for each unit of weight, made of CRC-32 in a chain, and the first point at or behind the
 * key's CRC-32. A node that is not healthy is left to Envoy's own ring. Without Lua, where a node has no address, or where the
 * key is not known before the request is forwarded, Envoy's own ring spreads requests otherwise.
 */
import { isIP } from 'node:net';
import { crc32 } from 'node:zlib';
import type { Upstream } from '../../../model/upstream.ts';
import { onRequest, quoted } from '../lua/code.ts';
import { script } from '../lua/script.ts';
import { luaValue } from '../lua/variables.ts';
import { edits } from '../policies/edits.ts';
import type { PolicyContext, Variant } from '../policies/variant.ts';
import { priorities } from '../cluster.ts';

/** Heavier rings take too long to make when a worker starts. */
const mostWeight = 2000;

/** The variant with the choice of a node; the same one where Envoy chooses, or nothing is to be chosen. */
export function withNode(variant: Variant, upstream: Upstream | undefined, context: PolicyContext): Variant {
  if (upstream?.balance.kind !== 'hash' || variant.final !== undefined) return variant;
  const ring = ringOf(upstream);
  const key = keyOf(variant, upstream, context);
  const able = context.needs.lua && variant.shares === undefined && ring !== undefined && key !== undefined;
  const { chosen } = context.needs;
  chosen.set(upstream.name, able && chosen.get(upstream.name) !== false);
  if (!able) return variant;
  const source = `${ringFunction(ring)}${onRequest([...key, 'handle:setUpstreamOverrideHost(nodeFor(key), false)'])}`;
  return { ...variant, filters: { ...variant.filters, ...script('choose-node', source, false, context.needs) } };
}

type Ring = readonly { readonly address: string; readonly weight: number; readonly seed: number }[];

/** undefined where Envoy does not know nodes by the address that is written. */
function ringOf(upstream: Upstream): Ring | undefined {
  const [nodes = [], ...lower] = priorities(upstream);
  const known = nodes.every(({ host }) => isIP(host.replace(/^\[|\]$/g, '')) !== 0);
  const weight = nodes.reduce((sum, node) => sum + node.weight, 0);
  if (lower.length > 0 || !known || weight > mostWeight || weight === 0) return undefined;
  return nodes.map(({ host, port, weight: own }) => {
    const id = `${host}:${port}`;
    return { address: id, weight: own, seed: (crc32(id.replaceAll(':', '\0')) ^ -1) | 0 };
  });
}

/** Statements that give `key`. What is hashed must not have been edited by the route itself. */
function keyOf(variant: Variant, { balance }: Upstream, context: PolicyContext): readonly string[] | undefined {
  const template = balance.kind === 'hash' ? balance.value : undefined;
  const edited = new Set((edits(variant) ?? []).map(({ name }) => `header:${name.toLowerCase()}`));
  const pieces = template?.map((piece) => {
    if (typeof piece === 'string') return quoted(piece);
    if (edited.has(piece.attribute.toLowerCase())) return undefined;
    const value = valueOf(piece.attribute, variant, context);
    return value && `found(${value})`;
  });
  const client = luaValue('clientAddress', context);
  if (pieces === undefined || pieces.length === 0 || pieces.includes(undefined) || client === undefined)
    return undefined;
  return [
    'local any = false',
    'local function found(value) any = any or value ~= nil return value or "" end',
    `local key = ${pieces.join(' .. ')}`,
    `if not any then key = ${client} end`,
  ];
}

/** An expression that is nil where the attribute has no value. */
function valueOf(attribute: string, variant: Variant, context: PolicyContext): string | undefined {
  const [kind = '', name = ''] = attribute.split(/:(.*)/s);
  if (attribute === 'consumer') return variant.consumer === undefined ? 'nil' : quoted(variant.consumer);
  if (kind === 'parameter') return `given(headers, ${quoted(name)})`;
  if (kind === 'cookie') return `crumb(headers, ${quoted(name)})`;
  if (attribute === 'query') return 'headers:get(":path"):match("%?(.+)$")';
  const value = luaValue(attribute, context);
  const key = name.toLowerCase();
  return kind === 'header' && key !== 'host' && value !== undefined
    ? `headers:get(${quoted(key)}) and ${value}`
    : value;
}

const ringFunction = (ring: Ring): string => `local nodes = {
${ring.map(({ address, weight, seed }) => `  {${quoted(address)}, ${weight}, ${seed}},`).join('\n')}
}
local rest = {}
for index = 0, 255 do
  local value = index
  for _ = 1, 8 do
    value = bit.bxor(bit.rshift(value, 1), bit.band(value, 1) == 1 and 0xedb88320 or 0)
  end
  rest[index] = value
end
local function crc(text, from)
  for at = 1, #text do
    from = bit.bxor(rest[bit.band(bit.bxor(from, text:byte(at)), 255)], bit.rshift(from, 8))
  end
  return bit.bnot(from)
end
local points = {}
for _, node in ipairs(nodes) do
  local before = "\\0\\0\\0\\0"
  for _ = 1, node[2] * 160 do
    local hash = crc(before, node[3])
    points[#points + 1] = {hash % 2 ^ 32, node[1]}
    before = string.char(bit.band(hash, 255), bit.band(bit.rshift(hash, 8), 255),
      bit.band(bit.rshift(hash, 16), 255), bit.rshift(hash, 24))
  end
end
table.sort(points, function(left, right) return left[1] < right[1] end)
local function nodeFor(key)
  local hash, low, high = crc(key, -1) % 2 ^ 32, 1, #points + 1
  while low < high do
    local middle = math.floor((low + high) / 2)
    if points[middle][1] < hash then low = middle + 1 else high = middle end
  end
  return points[low > #points and 1 or low][2]
end
`;
