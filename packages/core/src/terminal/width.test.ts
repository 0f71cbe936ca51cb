import { array, assert, constantFrom, integer, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { colours } from './colour.ts';
import { table } from './table.ts';
import { padEnd, padStart, truncate, width } from './width.ts';
import { wrap } from './wrap.ts';

/** Words as they stand in tables: English, Chinese, marks, colours. */
const words = array(
  constantFrom('orders', '网关', '流量份额', '✓ pass', 'é', 'e\u0301', '…', colours(true).red('失败'), '，', 'P95'),
  { maxLength: 6 },
);
const line = words.map((parts) => parts.join(' '));

test('a Chinese character takes two columns, a combining mark and a colour none', () => {
  expect(width('网关 ok')).toBe(7);
  expect(width('e\u0301')).toBe(1);
  expect(width(colours(true).red('失败'))).toBe(4);
  expect(width('⚠️')).toBe(2);
});

test('padding reaches the width that was asked for on either side', () => {
  assert(
    property(line, integer({ min: 0, max: 60 }), (text, columns) => {
      expect(width(padEnd(text, columns))).toBe(Math.max(columns, width(text)));
      expect(width(padStart(text, columns))).toBe(Math.max(columns, width(text)));
    }),
  );
});

test('truncated text is never wider than asked for, and says with an ellipsis that something is missing', () => {
  assert(
    property(line, integer({ min: 1, max: 60 }), (text, columns) => {
      const cut = truncate(text, columns);
      expect(width(cut)).toBeLessThanOrEqual(columns);
      expect(cut === text || cut.includes('…')).toBe(true);
    }),
  );
});

test('a colour that begins before the cut ends after it', () => {
  expect(truncate(colours(true).red('rolled back'), 5)).toBe('\u001b[31mroll…\u001b[39m');
});

test('the columns of a table begin at the same place in every line', () => {
  assert(
    property(array(tuple(line, line), { minLength: 1, maxLength: 8 }), (rows) => {
      const lines = table(rows.map(([first, second]) => [first, second, '|']));
      const ends = lines.map(width);
      expect(new Set(ends).size).toBe(1);
    }),
  );
});

test('a number column is aligned on the right', () => {
  expect(
    table(
      [
        ['phase', '5 %'],
        ['身份', '100 %'],
      ],
      { align: ['left', 'right'] },
    ),
  ).toEqual(['phase    5 %', '身份   100 %']);
});

test('wrapped lines fit, and lose nothing but blanks', () => {
  assert(
    property(line, integer({ min: 10, max: 60 }), (text, columns) => {
      const lines = wrap(text, columns);
      for (const one of lines) expect(width(one)).toBeLessThanOrEqual(columns);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
});

test('Chinese text breaks between characters, but never before a closing mark', () => {
  expect(wrap('全部流量由旧网关处理，直到恢复。', 20)).toEqual(['全部流量由旧网关处', '理，直到恢复。']);
});
