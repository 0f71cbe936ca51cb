import { expect, test } from 'vitest';
import { codeFrame } from './code-frame.ts';
import { width } from './width.ts';

const source = 'routes:\n  - id: orders\n    uri: orders\n';

test('the caret stands below the column, with the line before for context', () => {
  expect(codeFrame(source, 3, 10)).toEqual(['2 |   - id: orders', '3 |     uri: orders', '  |          ^']);
});

test('the caret stands below the character also after Chinese text', () => {
  const [line = '', caret = ''] = codeFrame('desc: 订单服务 ok', 1, 12);
  expect(width(caret)).toBe(width(line.slice(0, line.indexOf('ok'))) + 1);
});

test('a tab and a Windows line end do not move the caret', () => {
  expect(codeFrame('a: 1\r\n\tb: 2\r\n', 2, 2)).toEqual(['1 | a: 1', '2 |  b: 2', '  |  ^']);
});

test('a long line is cut around the caret', () => {
  const frame = codeFrame(`${'x '.repeat(250)}!${' y'.repeat(250)}`, 1, 501);
  expect(frame[0]?.charAt((frame[1] ?? '').length - 1)).toBe('!');
  for (const line of frame) expect(line.length).toBeLessThanOrEqual(110);
});

test('a line that the file does not have gives no frame', () => {
  expect(codeFrame(source, 99, 1)).toEqual([]);
});

test('what a file holds cannot change the terminal', () => {
  expect(codeFrame('name: \u001b[31mred', 1, 7)).toEqual(['1 | name: \ufffd[31mred', '  |       ^']);
});

test.each(['key: "s3cret-value"', 'password: hunter2 and more', "  jwt_secret: 'abc'", '"token":"abc.def"'])(
  'a secret in %s is not shown, and the caret stays where it belongs',
  (line) => {
    const [shown = '', caret = ''] = codeFrame(line, 1, 3);
    for (const value of ['s3cret', 'hunter2', 'more', 'abc', 'def']) expect(shown).not.toContain(value);
    expect(shown.length).toBe(4 + line.length);
    expect(caret).toBe('  |   ^');
  },
);

test('a line of a private key is not shown', () => {
  expect(codeFrame('MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj', 1, 1)[0]).toMatch(/^1 \| \*+$/);
});
