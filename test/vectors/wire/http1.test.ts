import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReader, header, requestLength, responseLength, utf8 } from './http1.ts';

const chunked =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nvoic\r\n5;x=1\r\ne off\r\n0\r\nx-sum: 1\r\n\r\n';
const plain = 'HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\nVary: a\r\nvary:  b \r\n\r\nno!';

test('messages are the same however their bytes are cut', () => {
  const bytes = Buffer.from(chunked + plain);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
      const reader = createReader(responseLength('GET'));
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const messages = places.flatMap((at, index) =>
        reader.push(bytes.subarray(at, places[index + 1] ?? bytes.length)),
      );
      expect(messages.map(({ body }) => body.toString())).toEqual(['voice off', 'no!']);
      expect(messages[1] && header(messages[1], 'vary')).toBe('a, b');
    }),
  );
});

test('a response without a length ends with the connection', () => {
  const reader = createReader(responseLength('GET'));
  expect(reader.push(Buffer.from('HTTP/1.1 200 OK\r\n\r\nall of it'))).toEqual([]);
  expect(reader.end()[0]?.body.toString()).toBe('all of it');
});

test('a response to HEAD has no body, whatever its length says', () => {
  const reader = createReader(responseLength('HEAD'));
  expect(reader.push(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'))).toHaveLength(1);
});

test('a target keeps bytes that other parsers refuse', () => {
  const reader = createReader(requestLength);
  const [message] = reader.push(Buffer.from('GET /café/"q" HTTP/1.1\r\nHost: a\r\nExpect: \r\n\r\n'));
  expect(message && utf8(message.start)).toBe('GET /café/"q" HTTP/1.1');
  expect(message && header(message, 'expect')).toBe('');
});
