import { colours } from '@banyan/core/terminal/colour.ts';
import { width } from '@banyan/core/terminal/width.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import { view as words } from '@banyan/core/words/view.ts';
import { expect, test } from 'vitest';
import { completed, midway, rolledBack, start, waiting } from '../testing/migration.ts';
import { symbolsFor } from './symbols.ts';
import { viewLines } from './view.ts';

const views = [midway, waiting, rolledBack, completed];
const locales: readonly Locale[] = ['en', 'zh-CN'];
const scene = (locale: Locale, columns = 100, colour = false) => ({
  locale,
  columns,
  colours: colours(colour),
  symbols: symbolsFor({}),
  now: start + 190_000,
});

test('three phases fit in 24 lines from 80 columns on, and no line is wider than the terminal', () => {
  for (const locale of locales) {
    for (const columns of [40, 60, 80, 100, 200]) {
      for (const view of views) {
        const lines = viewLines(view, scene(locale, columns, true));
        if (columns >= 80) expect(lines.length).toBeLessThanOrEqual(24);
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns);
      }
    }
  }
});

test('colours and signs are never the only signal: the words say the same', () => {
  const plain = viewLines(waiting, scene('en')).join('\n');
  expect(plain).toContain('waiting for approval');
  expect(plain).toContain('2 of 6  waiting for approval');
  expect(plain).toContain('hold: too few requests');
  expect(plain).not.toContain('\u001b');
});

test('each gate shows value, limit, samples and verdict; each phase what is wanted and what each counter saw', () => {
  const lines = viewLines(midway, scene('en'));
  const row = (start: string): string[] =>
    lines
      .find((line) => line.trim().startsWith(start))
      ?.trim()
      .split(/\s{2,}/) ?? [];
  expect(row('errors')).toEqual(['errors', 'new', '0.25 %', '0.5 %', '1,204', '✓ pass']);
  expect(
    lines
      .find((line) => line.includes('█'))
      ?.trim()
      .split(/\s{2,}/)
      .slice(2),
  ).toEqual(['50 %', '49.8 %', '50.1 %', '49.7 %']);
});

test('what comes next has a countdown', () => {
  expect(viewLines(midway, scene('en')).join('\n')).toContain('identity stays at 50 % while the gates watch (in 10 s)');
});

test('a narrow terminal gets numbers of steps instead of their names', () => {
  const lines = viewLines(midway, scene('en', 60)).join('\n');
  expect(lines).toContain('✓ 2 done  ▸ 50%  · 3 to come');
});

test('a terminal without the signs gets ASCII, but for what people wrote', () => {
  const lines = viewLines(midway, { ...scene('en'), symbols: symbolsFor({ TERM: 'dumb' }) });
  expect(lines.slice(0, 8).join('\n')).toMatch(/^[\x20-\x7e\n]*$/);
});

test('every state of a migration and of a step has a word in both languages', () => {
  for (const locale of locales) {
    for (const word of [...Object.values(words.states), ...Object.values(words.steps)])
      expect(word[locale]).not.toBe('');
  }
});
