import { BlockList, isIP, isIPv6 } from 'node:net';
import { type Data, number, text } from '../data.ts';

/** A `CidrRange`: whether an address lies in it. */
export function rangeOf(range: Data): (address: string) => boolean {
  const prefix = text(range, 'address_prefix') ?? '';
  const length = number(range, 'prefix_len') ?? 0;
  const family = isIPv6(prefix) ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  if (isIP(prefix) === 0) return () => false;
  list.addSubnet(prefix, length, family);
  return (address) => {
    const kind = isIP(address);
    return kind !== 0 && (kind === 6) === (family === 'ipv6') && list.check(address, family);
  };
}
