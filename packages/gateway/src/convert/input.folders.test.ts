import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSource } from './input.ts';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'banyan-folder-'));
  mkdirSync(join(place, 'objects/shop'), { recursive: true });
  for (const name of ['objects/a.yaml', 'objects/shop/b.json', 'objects/shop/notes.txt', 'objects/config.yaml']) {
    writeFileSync(join(place, name), '{}');
  }
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const names = (...words: string[]): string[] => {
  const read = readSource(...words.map((word) => join(place, word)));
  return read.ok
    ? read.value.map((file) => `${relative(place, file.name)}${file.static === true ? ' static' : ''}`)
    : [`${read.error[0]?.code}`];
};

test('of a folder without a standalone file every YAML and JSON file counts, in order', () => {
  expect(names('objects')).toEqual(['objects/a.yaml', 'objects/config.yaml static', 'objects/shop/b.json']);
});

test('a pattern that the shell left alone is looked up', () => {
  expect(names('objects/**/*.json')).toEqual(['objects/shop/b.json']);
});

test('several files count together, and config.yaml beside the first joins in', () => {
  expect(names('objects/a.yaml', 'objects/shop/b.json')).toEqual([
    'objects/a.yaml',
    'objects/shop/b.json',
    'objects/config.yaml static',
  ]);
});

test('a standalone file stands for its folder', () => {
  writeFileSync(join(place, 'objects/apisix.yaml'), '{}');
  expect(names('objects')).toEqual(['objects/apisix.yaml', 'objects/config.yaml static']);
});

test('a pattern or folder without a file is refused', () => {
  expect(names('objects/*.toml')).toEqual(['DOC022']);
  mkdirSync(join(place, 'empty'));
  expect(names('empty')).toEqual(['DOC022']);
});
