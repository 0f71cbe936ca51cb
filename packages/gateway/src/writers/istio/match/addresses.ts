/**
 * Ranges of IPv6 in fewer characters than Envoy's own routes need: those take any way of writing an address, Istio's gateway
 * writes it in one (RFC 5952: small letters, no leading zeros, the longest run of zeros as `::`).
 */
import { type Cidr, parseCidr } from '@banyan/core/net/cidr.ts';
import { withinRanges } from '../../envoy/language/addresses.ts';
import type { HeaderMatcher, JsonObject } from '../../envoy/config.ts';
import { internal } from '../../envoy/match/carrier.ts';
import { literalOf } from '../../envoy/match/matchers.ts';
import { pattern } from '../../kubernetes/strings.ts';

/** The addresses that a matcher asks for; undefined when it asks for something else, or the text is too long. */
export function shortRanges(matcher: HeaderMatcher): JsonObject | undefined {
  const literal = matcher.name === internal.clientAddress ? literalOf(matcher) : undefined;
  return literal !== undefined && 'within' in literal.test ? pattern(canonicalRanges(literal.test.within)) : undefined;
}

export const canonicalRanges = (ranges: readonly string[]): string =>
  ranges
    .flatMap((range) => {
      const cidr = parseCidr(range);
      if (cidr === undefined) return [];
      return [cidr.address.version === 4 ? (withinRanges([range]) ?? '') : versionSix(cidr)];
    })
    .join('|');

const any = '[0-9a-f]{1,4}';

function versionSix({ address, bits }: Cidr): string {
  const groups = Array.from({ length: Math.ceil(bits / 16) }, (_, index) =>
    group(Number((address.value >> BigInt(112 - 16 * index)) & 0xffffn), Math.max(16 * (index + 1) - bits, 0)),
  );
  const write = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map(({ text }) => text)
      .join(':');
  const free = 8 - groups.length;
  // Nothing of the given groups is left out: behind them stands whatever an address may have there.
  const forms =
    groups.length === 0 ? ['[0-9a-f:.]+'] : [`${write(0, groups.length)}${free === 0 ? '' : ':[0-9a-f:.]*'}`];
  for (let from = 0; from < groups.length; from++) {
    for (let to = from + 1; to <= groups.length && groups[to - 1]?.zero === true; to++) {
      const before = `${write(0, from)}::`;
      if (to < groups.length)
        forms.push(`${before}${write(to, groups.length)}${free === 0 ? '' : `(?::${any}){${free}}`}`);
      else forms.push(`${before}${free === 0 ? '' : `(?:${any}(?::${any}){0,${free - 1}})?`}`);
    }
  }
  return forms.join('|');
}

/** A group whose last bits are free, as it is written, and whether zero may be meant. */
function group(value: number, free: number): { readonly text: string; readonly zero: boolean } {
  const low = value & (0xffff << free);
  const high = low + (1 << free) - 1;
  if (low === high) return { text: low.toString(16), zero: low === 0 };
  const digits = [12, 8, 4, 0].map((shift): readonly [number, number] => [(low >> shift) & 15, (high >> shift) & 15]);
  // Numbers of each length, the first digit of which is not zero.
  const forms = digits.flatMap((_, at) => {
    const own = digits.slice(at);
    const [[first, last] = [0, 0], ...rest] = own;
    const begin = rest.length > 0 ? Math.max(first, 1) : first;
    const leading = digits.slice(0, at).every(([least]) => least === 0);
    return leading && begin <= last ? [[begin, last] as const, ...rest].map(digit).join('') : [];
  });
  return { text: forms.length === 1 ? forms.join('') : `(?:${forms.join('|')})`, zero: low === 0 };
}

function digit([first, last]: readonly [number, number]): string {
  const all = Array.from({ length: last - first + 1 }, (_, at) => (first + at).toString(16)).join('');
  return all.length === 1 ? all : `[${all}]`;
}
