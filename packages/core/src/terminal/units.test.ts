import { expect, test } from 'vitest';
import { duration, latency, percent } from './units.ts';

test('a time span shows its two largest parts', () => {
  expect(duration(192_000, 'en')).toBe('3 min 12 s');
  expect(duration(2 * 3_600_000 + 5 * 60_000 + 9000, 'en')).toBe('2 h 5 min');
  expect(duration(26 * 3_600_000, 'zh-CN')).toBe('1 天 2 小时');
  expect(duration(3_600_000 + 5000, 'en')).toBe('1 h');
});

test('a span that is over shows as 0 s', () => {
  expect(duration(-5000, 'en')).toBe('0 s');
});

test('latency is in milliseconds below a second, percentages drop needless zeros', () => {
  expect(latency(999.4)).toBe('999 ms');
  expect(latency(1250)).toBe('1.25 s');
  expect(percent(50)).toBe('50 %');
  expect(percent(0.1234, 2)).toBe('0.12 %');
});
