import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddress } from './address.ts';
import { parseCidr, withinAny } from './cidr.ts';

test('an address without a mask is a range of one address', () => {
  const ours = withinAny(['10.20.1.11', '2001:db8::1']);
  expect(['10.20.1.11', '10.20.1.12', '2001:db8:0::1', '2001:db8::2'].map(ours)).toEqual([true, false, true, false]);
});

test('bits beyond the mask are ignored', () => {
  const ours = withinAny(['192.168.0.130/25', '2001:db8:1::5/48']);
  expect(['192.168.0.200', '192.168.0.5', '2001:db8:1:ffff::', '2001:db8:2::'].map(ours)).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test('everything of version 6 is not everything of version 4', () => {
  expect(withinAny(['::/0'])('10.0.0.1')).toBe(false);
  expect(withinAny(['0.0.0.0/0'])('::1')).toBe(false);
});

test('what is no address is in no range', () => {
  const everything = withinAny(['0.0.0.0/0', '::/0']);
  expect(['', 'unix:', '10.0.0', '10.0.0.256', '1::2::3', '12345::', ':1', '1:2:3:4:5:6:7:8:9'].some(everything)).toBe(
    false,
  );
});

test('a mask wider than the address is no range', () => {
  expect(parseCidr('10.0.0.0/33')).toBeUndefined();
  expect(parseCidr('::/129')).toBeUndefined();
  expect(parseCidr('10.0.0.0/')).toBeUndefined();
});

test('an embedded dotted quad ends a version 6 address', () => {
  expect(parseAddress('::ffff:10.0.0.1')).toEqual(parseAddress('::ffff:a00:1'));
});

test('every written address is read back', () => {
  fc.assert(
    fc.property(
      fc.ipV4(),
      fc.ipV6(),
      (v4, v6) => withinAny([v4])(v4) && withinAny([`${v4}/0`])(v4) && withinAny([v6])(v6),
    ),
  );
});
