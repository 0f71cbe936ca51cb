import * as fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { decodable, decodingTo, decodingToBegin, decodingToContain } from './base64.ts';

const holds = (pattern: string, text: string): boolean => RE2JS.compile(pattern).matcher(text).matches();
const encoded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytes = fc.uint8Array({ minLength: 1, maxLength: 12 });

test('what decodes to these bytes is found with and without padding, and nothing else', () => {
  fc.assert(
    fc.property(bytes, bytes, (one, other) => {
      const pattern = decodingTo(one);
      expect(holds(pattern, encoded(one))).toBe(true);
      expect(holds(pattern, encoded(one).replace(/=+$/, ''))).toBe(true);
      expect(holds(pattern, encoded(other))).toBe(encoded(one) === encoded(other));
      expect(holds(decodable, encoded(one))).toBe(true);
    }),
  );
});

test('bits that decoders do not look at may be any', () => {
  expect(
    ['YWRhIQ==', 'YWRhIR', 'YWRhIf', 'YWRhIg'].map((text) => holds(decodingTo(Buffer.from('ada!')), text)),
  ).toEqual([true, true, true, false]);
});

test('what decodes to something that begins with these bytes is found', () => {
  fc.assert(
    fc.property(bytes, fc.uint8Array({ maxLength: 9 }), bytes, (start, more, other) => {
      const pattern = decodingToBegin(start);
      expect(holds(pattern, encoded(Buffer.concat([start, more])))).toBe(true);
      const begins = Buffer.from(other).subarray(0, start.length).equals(Buffer.from(start));
      expect(holds(pattern, encoded(other))).toBe(begins);
    }),
  );
});

test('what decodes to something that contains a byte, with others behind it, is found', () => {
  fc.assert(
    fc.property(bytes, (text) => {
      const [colon, space] = [text.indexOf(0x3a), text.indexOf(0x20)];
      expect(holds(decodingToContain([0x3a], 1), encoded(text))).toBe(colon >= 0 && colon < text.length - 1);
      expect(holds(decodingToContain([0x20, 0x09], 0), encoded(text))).toBe(space >= 0 || text.includes(0x09));
    }),
    { examples: [[Buffer.from('a:')], [Buffer.from('ada:x')], [Buffer.from('ab: ')], [Buffer.from('abc ')]] },
  );
});
