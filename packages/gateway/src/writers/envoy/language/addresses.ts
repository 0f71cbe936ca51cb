/** Address ranges as regular expressions over written addresses: dotted quads, and RFC 4291 text with `::` anywhere. */
import { type Cidr, parseCidr } from '@banyan/core/net/cidr.ts';

/** RE2 for the whole text; ranges that are none match nothing. undefined when nothing can match. */
export function withinRanges(ranges: readonly string[]): string | undefined {
  const parts = ranges.flatMap((range) => {
    const cidr = parseCidr(range);
    if (cidr === undefined) return [];
    return [cidr.address.version === 4 ? versionFour(cidr) : versionSix(cidr)];
  });
  return parts.length === 0 ? undefined : parts.map((part) => `(?:${part})`).join('|');
}

const anyOctet = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';

function versionFour({ address, bits }: Cidr): string {
  const octets = [24n, 16n, 8n, 0n].map((shift, index) => {
    const value = Number((address.value >> shift) & 255n);
    const free = Math.min(Math.max(8 * (index + 1) - bits, 0), 8);
    const low = value & (255 << free);
    return octetRange(low, low + (1 << free) - 1);
  });
  return octets.join('\\.');
}

function octetRange(low: number, high: number): string {
  if (low === 0 && high === 255) return anyOctet;
  if (low === high) return String(low);
  // At most 128 values, and only where a mask ends inside an octet.
  const values = Array.from({ length: high - low + 1 }, (_, index) => String(low + index));
  return `(?:${values.join('|')})`;
}

const anyGroup = '[0-9a-fA-F]{1,4}';

/** One group of 16 bits: what may be written, and whether zero may be meant. */
interface Group {
  readonly pattern: string;
  readonly zero: boolean;
}

function versionSix({ address, bits }: Cidr): string {
  const all = Array.from({ length: 8 }, (_, index): Group => {
    const value = Number((address.value >> BigInt(112 - 16 * index)) & 0xffffn);
    return group(value, Math.min(Math.max(16 * (index + 1) - bits, 0), 16));
  });
  const forms = [all.map(({ pattern }) => pattern).join(':')];
  for (let from = 0; from < 8; from++) {
    for (let to = from + 1; to <= 8 && all[to - 1]?.zero === true; to++) {
      const write = (part: readonly Group[]): string => part.map(({ pattern }) => pattern).join(':');
      forms.push(`${write(all.slice(0, from))}::${write(all.slice(to))}`);
    }
  }
  return forms.join('|');
}

function group(value: number, free: number): Group {
  if (free === 16) return { pattern: anyGroup, zero: true };
  const low = value & (0xffff << free);
  const nibbles = [12, 8, 4, 0].map((shift) => {
    const open = Math.min(Math.max(free - shift, 0), 4);
    const first = (low >> shift) & 15 & (15 << open);
    return hexadecimalClass(first, first + (1 << open) - 1);
  });
  const zeros = nibbles.map(({ zero }) => zero);
  const forms = nibbles.flatMap((_, index) =>
    zeros.slice(0, index).every(Boolean)
      ? [
          nibbles
            .slice(index)
            .map(({ pattern }) => pattern)
            .join(''),
        ]
      : [],
  );
  return { pattern: forms.length === 1 ? forms.join('') : `(?:${forms.join('|')})`, zero: zeros.every(Boolean) };
}

function hexadecimalClass(from: number, to: number): Group {
  const values = Array.from({ length: to - from + 1 }, (_, index) => (from + index).toString(16));
  const written = new Set(values.flatMap((digit) => [digit, digit.toUpperCase()]));
  return { pattern: written.size === 1 ? [...written].join('') : `[${[...written].join('')}]`, zero: from === 0 };
}
