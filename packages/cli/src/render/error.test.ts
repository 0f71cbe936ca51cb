import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finding } from '@banyan/core/finding/finding.ts';
import { afterAll, expect, test } from 'vitest';
import { collectingWorld } from '../testing/world.ts';
import { printError } from './error.ts';

const folder = mkdtempSync(join(tmpdir(), 'banyan-error-'));
const file = join(folder, 'migration.yaml');
writeFileSync(file, 'spec:\n  edges: 127.0.0.1:8080\n');
afterAll(() => rmSync(folder, { recursive: true }));

const found = finding(
  'MIG002',
  { field: 'edges', where: 'spec', meant: 'edge' },
  { source: { file, document: 0, pointer: '/spec/edges', line: 2, column: 3 } },
);

test('an error says what, where with the line of the file, why, what to do, and its code', () => {
  const { world, stderr } = collectingWorld({});
  printError(found, { world, locale: 'en', format: 'text' });
  const lines = stderr().split('\n');
  expect(lines[0]).toMatch(/^error: .*edges.* \[MIG002\]$/);
  expect(lines.slice(1, 5)).toEqual([`  --> ${file}:2:3`, '  1 | spec:', '  2 |   edges: 127.0.0.1:8080', '    |   ^']);
  expect(lines[5]).toMatch(/^ {2}why: /);
  expect(stderr()).toMatch(/\n {2}fix: .*edge/);
});

test('as JSON it is one line with the same code, place and English sentences', () => {
  const { world, stderr } = collectingWorld({});
  printError(found, { world, locale: 'zh-CN', format: 'json' });
  expect(stderr().trimEnd().split('\n')).toHaveLength(1);
  expect(JSON.parse(stderr())).toMatchObject({ code: 'MIG002', level: 'error', source: { line: 2, column: 3 } });
  expect(stderr()).not.toMatch(/\p{Script=Han}/u);
});

test('a file that has gone meanwhile costs the code frame and nothing else', () => {
  const { world, stderr } = collectingWorld({});
  const gone = { file: join(folder, 'gone.yaml'), document: 0, pointer: '/spec', line: 2, column: 3 };
  printError({ ...found, source: gone }, { world, locale: 'en', format: 'text' });
  expect(stderr()).toContain('gone.yaml:2:3\n  why: ');
});
