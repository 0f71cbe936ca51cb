import { type Address, parseAddress } from '@banyan/core/net/address.ts';
import { type Cidr, cidrHolds, parseCidr } from '@banyan/core/net/cidr.ts';

/** A matcher for address ranges (lua-resty-ipmatcher). */
export type AddressMatcher = (address: string) => boolean;

const parsed = new Map<string, Address | undefined>();

/** Parses with a small memory: the same few clients come again and again. */
function addressOf(text: string): Address | undefined {
  const known = parsed.get(text);
  if (known !== undefined || parsed.has(text)) return known;
  if (parsed.size > 4096) parsed.clear();
  const address = parseAddress(text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text);
  parsed.set(text, address);
  return address;
}

/** Whether the text is an IP address, brackets around version 6 allowed. */
export const isAddress = (text: string): boolean => addressOf(text) !== undefined;

/** Undefined when a range is no address: APISIX then refuses the object that holds it. */
export function addressMatcher(ranges: readonly string[]): AddressMatcher | undefined {
  const list: Cidr[] = [];
  for (const range of ranges) {
    const one = parseCidr(range.replace(/^\[([^\]]*)\]/, '$1'));
    if (one === undefined) return undefined;
    list.push(one);
  }
  return (text) => {
    const address = addressOf(text);
    return address !== undefined && list.some((range) => cidrHolds(range, address));
  };
}
