import type { Address } from './address.ts';
import { parseAddress } from './address.ts';

/** An address range: the addresses of one version that share the first `bits` bits. */
export interface Cidr {
  readonly address: Address;
  readonly bits: number;
}

/** `address` or `address/bits`; bits beyond the mask are ignored in matching. Undefined when it is neither. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const width = address.version === 4 ? 32 : 128;
  if (slash < 0) return { address, bits: width };
  const mask = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(mask) || Number(mask) > width) return undefined;
  return { address, bits: Number(mask) };
}

/** Whether the address lies in the range. A range of one version holds no address of the other, `::/0` included. */
export function cidrHolds(range: Cidr, address: Address): boolean {
  if (range.address.version !== address.version) return false;
  const shift = BigInt((address.version === 4 ? 32 : 128) - range.bits);
  return range.address.value >> shift === address.value >> shift;
}

/** A matcher for several ranges, parsed once; ranges that cannot be parsed match nothing. */
export function withinAny(ranges: readonly string[]): (text: string) => boolean {
  const parsed = ranges.map(parseCidr).filter((range) => range !== undefined);
  return (text) => {
    const address = parseAddress(text);
    return address !== undefined && parsed.some((range) => cidrHolds(range, address));
  };
}
