/** Addresses at the edges of a range. */
import { isIPv4, isIPv6 } from 'node:net';

/** First, last, and the two just outside. undefined for what is no range of IPv4. */
interface Edges {
  readonly inside: readonly string[];
  readonly outside: readonly string[];
}

export function edgesOf(range: string): Edges {
  const [address = '', bits] = range.split('/');
  if (isIPv6(address)) return { inside: [address], outside: ['2001:db8:ffff::1'] };
  if (!isIPv4(address)) return { inside: [], outside: [] };
  const size = 2 ** (32 - Math.min(32, Number(bits ?? 32)));
  const first = Math.floor(numberOf(address) / size) * size;
  const last = first + size - 1;
  const outside = [first - 1, last + 1].filter((one) => one >= 0 && one < 2 ** 32);
  return { inside: [...new Set([first, last])].map(textOf), outside: outside.map(textOf) };
}

export const insideOf = (range: string): string | undefined => edgesOf(range).inside.at(-1);

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

const textOf = (value: number): string => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
