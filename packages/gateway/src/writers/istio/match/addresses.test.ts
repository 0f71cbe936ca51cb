import { withinAny } from '@banyan/core/net/cidr.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalRanges } from './addresses.ts';

/** As Envoy and every URL parser write it: small letters, no leading zeros, the longest run of zeros as `::`. */
const written = (groups: readonly number[]): string =>
  new URL(`http://[${groups.map((one) => one.toString(16)).join(':')}]/`).hostname.slice(1, -1);

const group = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.constantFrom(1, 0xdb8, 0x2001), fc.nat(0xffff));
const address = fc.array(group, { minLength: 8, maxLength: 8 });

describe('ranges of IPv6 in short', () => {
  test('take the addresses of the range, and no others', () => {
    fc.assert(
      fc.property(address, address, fc.nat(128), fc.nat(8), (base, other, bits, same) => {
        const range = `${written(base)}/${bits}`;
        const tried = written([...base.slice(0, same), ...other.slice(same)]);
        expect([range, tried, new RegExp(`^(?:${canonicalRanges([range])})$`).test(tried)]).toEqual([
          range,
          tried,
          withinAny([range])(tried),
        ]);
      }),
      { numRuns: 2000 },
    );
  });

  test('fit where the long form does not', () => {
    expect(canonicalRanges(['192.168.0.0/24', '2001:db8::/32']).length).toBeLessThan(200);
  });
});
