import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { colours } from '@banyan/core/terminal/colour.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import { expect, test } from 'vitest';
import { countsText, findingsLines } from './findings.ts';

const at = (line: number) => ({ file: '/estates/apisix.yaml', document: 0, pointer: '', line, column: 5 });
const missing = (line: number): Finding => finding('CLI007', { file: `orders-${line}.yaml` }, { source: at(line) });
const layout = { colours: colours(false), columns: 80, all: false, directory: '/estates', how: '--all' };
const lines = (findings: readonly Finding[], more: { all?: boolean; locale?: Locale } = {}): string[] =>
  findingsLines(findings, { ...layout, locale: 'en', ...more });

test('findings of one code are one block, with their places in the order of the file and the fix once', () => {
  expect(lines([missing(9), missing(3)])).toEqual([
    'error CLI007  2 places',
    '  apisix.yaml:3:5',
    '    there is no file `orders-3.yaml`',
    '  apisix.yaml:9:5',
    '    there is no file `orders-9.yaml`',
    '  fix: check the path; it is relative to the folder you are in',
  ]);
});

test('the worst level comes first, whatever the order they were found in', () => {
  const info = finding('MIG025', { phase: 'orders', share: 25 });
  const warning = finding('EMU002', { part: 'wolf-rbac', route: 'admin' });
  const heads = lines([info, warning, missing(1)]).filter((line) => /^(error|warning|info) /.test(line));
  expect(heads).toEqual(['error CLI007', 'warning EMU002', 'info MIG025']);
});

test('what is left out is counted, with how to see it; --all leaves nothing out', () => {
  const many = Array.from({ length: 10 }, (_, index) => missing(index + 1));
  expect(lines(many)).toContain('  7 more are not shown; see them with --all');
  expect(lines(many, { all: true }).filter((line) => line.includes('there is no file'))).toHaveLength(10);
});

test('findings below the asked level are counted and not shown', () => {
  const info = finding('MIG025', { phase: 'orders', share: 25 });
  expect(findingsLines([info], { ...layout, locale: 'en', least: 'warning' })).toEqual([
    '1 more is not shown; see them with --all',
  ]);
});

test('a fix that differs from place to place stands at each place', () => {
  const two = ['first', 'second'].map((name) => finding('EMU003', { name: name.toUpperCase() }));
  expect(lines(two).filter((line) => line.includes('fix: '))).toHaveLength(2);
});

test('the same in Chinese, with its own punctuation', () => {
  expect(lines([missing(3)], { locale: 'zh-CN' }).at(-1)).toBe('  处理：请检查路径；相对路径以当前文件夹为准');
});

test('the closing counts name only what there is', () => {
  expect(countsText([missing(1), missing(2)], 'en')).toBe('2 errors');
  expect(countsText([], 'en')).toBe('');
});
