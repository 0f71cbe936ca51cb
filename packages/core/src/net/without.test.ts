import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { withinAny } from './cidr.ts';
import { without } from './without.ts';

const octet = fc.integer({ min: 0, max: 3 });
const address = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));
const range = fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([text, bits]) => `${text}/${bits}`);

test('an address lies in what is left when it lies in the ranges and in none of the others', () => {
  fc.assert(
    fc.property(
      fc.array(range, { maxLength: 3 }),
      fc.array(range, { maxLength: 3 }),
      address,
      (ranges, others, one) => {
        const rest = withinAny(without(ranges, others))(one);
        expect([ranges, others, one, rest]).toEqual([
          ranges,
          others,
          one,
          withinAny(ranges)(one) && !withinAny(others)(one),
        ]);
      },
    ),
  );
});

test('ranges of both versions are taken apart', () => {
  expect(without(['2001:db8::/126'], ['2001:db8::1'])).toEqual([
    '2001:db8:0:0:0:0:0:0/128',
    '2001:db8:0:0:0:0:0:2/127',
  ]);
  expect(without(['10.0.0.0/8'], ['::/0'])).toEqual(['10.0.0.0/8']);
  expect(without(['10.0.0.0/8', '2001:db8::/32'], ['0.0.0.0/0', '::/0'])).toEqual([]);
});
