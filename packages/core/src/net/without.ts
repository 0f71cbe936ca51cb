/** Ranges without others: what is left as ranges of its own. */
import { type Cidr, cidrHolds, parseCidr } from './cidr.ts';

/** The parts of a range that lie in none of the others, as text. */
export function without(ranges: readonly string[], others: readonly string[]): readonly string[] {
  const removed = others.map(parseCidr).filter((one) => one !== undefined);
  return ranges.flatMap((range) => {
    const parsed = parseCidr(range);
    return parsed === undefined ? [] : left(parsed, removed).map(written);
  });
}

function left(range: Cidr, removed: readonly Cidr[]): readonly Cidr[] {
  if (removed.some((other) => other.bits <= range.bits && cidrHolds(other, range.address))) return [];
  if (!removed.some((other) => other.bits > range.bits && cidrHolds(range, other.address))) return [range];
  return halves(range).flatMap((half) => left(half, removed));
}

function halves({ address, bits }: Cidr): readonly Cidr[] {
  const width = address.version === 4 ? 32 : 128;
  const half = 1n << BigInt(width - bits - 1);
  const low = (address.value >> BigInt(width - bits)) << BigInt(width - bits);
  return [low, low + half].map((value) => ({ address: { ...address, value }, bits: bits + 1 }));
}

function written({ address, bits }: Cidr): string {
  const part = (count: number, size: bigint, radix: number): string[] =>
    Array.from({ length: count }, (_, index) =>
      ((address.value >> (size * BigInt(count - 1 - index))) & ((1n << size) - 1n)).toString(radix),
    );
  const text = address.version === 4 ? part(4, 8n, 10).join('.') : part(8, 16n, 16).join(':');
  return `${text}/${bits}`;
}
