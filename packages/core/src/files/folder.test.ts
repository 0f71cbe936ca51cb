import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeFolder } from './folder.ts';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'banyan-folder-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const file = (path: string, text: string, secret = false) => ({ path, chunks: [text], secret });

test('files appear together, secret ones readable by their owner only', () => {
  const folder = join(place, 'out', 'envoy');
  expect(writeFolder(folder, [file('envoy.yaml', 'a', true), file('ledger.jsonl', 'b')])).toEqual({ ok: true });
  expect(readdirSync(folder)).toEqual(['envoy.yaml', 'ledger.jsonl']);
  expect(statSync(join(folder, 'envoy.yaml')).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(place, 'out'))).toEqual(['envoy']);
});

test('a second run replaces the first as a whole', () => {
  const folder = join(place, 'out');
  writeFolder(folder, [file('a', '1'), file('b', '1')]);
  expect(writeFolder(folder, [file('a', '2')], ['b'])).toMatchObject({ ok: true });
  expect(readdirSync(folder)).toEqual(['a']);
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('2');
  expect(readdirSync(place)).toEqual(['out']);
});

test('a folder with other files is refused and left alone', () => {
  writeFileSync(join(place, 'notes.txt'), 'mine');
  expect(writeFolder(place, [file('a', '1')])).toEqual({ ok: false, error: { kind: 'foreign', file: 'notes.txt' } });
  expect(readdirSync(place)).toEqual(['notes.txt']);
});

test('when writing fails nothing is left behind and the earlier files stay', () => {
  const folder = join(place, 'out');
  writeFolder(folder, [file('a', '1')]);
  // The second file cannot be made, because its folder does not exist.
  const written = writeFolder(folder, [file('a', '2'), file('missing/b', '2')]);
  expect(written).toEqual({ ok: false, error: { kind: 'system', reason: 'ENOENT' } });
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('1');
  expect(readdirSync(place)).toEqual(['out']);
});

test('folders that were made on the way go again when writing fails', () => {
  const written = writeFolder(join(place, 'gateways', 'envoy'), [file('missing/b', '2')]);
  expect(written).toEqual({ ok: false, error: { kind: 'system', reason: 'ENOENT' } });
  expect(readdirSync(place)).toEqual([]);
});

test('a file in the place of the folder is a system failure', () => {
  writeFileSync(join(place, 'out'), '');
  expect(writeFolder(join(place, 'out'), [file('a', '1')])).toEqual({
    ok: false,
    error: { kind: 'system', reason: 'ENOTDIR' },
  });
});

test('a bug in what makes a file is no failure of the disk, and leaves nothing behind either', () => {
  const chunks = {
    *[Symbol.iterator](): Generator<string> {
      yield 'half of it';
      throw new RangeError('a bug');
    },
  };
  expect(() => writeFolder(join(place, 'out'), [{ path: 'a', chunks, secret: false }])).toThrow('a bug');
  expect(readdirSync(place)).toEqual([]);
});
