import { withinAny } from '@banyan/core/net/cidr.ts';
import { array, assert, constant, constantFrom, nat, oneof, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalRanges } from './addresses.ts';

/** As Envoy and every URL parser write it: small letters, no leading zeros, the longest run of zeros as `::`. */
const written = (groups: readonly number[]): string =>
  new URL(`http://[${groups.map((one) => one.toString(16)).join(':')}]/`).hostname.slice(1, -1);

const group = oneof({ weight: 3, arbitrary: constant(0) }, constantFrom(1, 0xdb8, 0x2001), nat(0xffff));
const address = array(group, { minLength: 8, maxLength: 8 });

describe('ranges of IPv6 in short', () => {
  test('take the addresses of the range, and no others', () => {
    assert(
      property(address, address, nat(128), nat(8), (base, other, bits, same) => {
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
