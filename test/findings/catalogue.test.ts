/** Every finding of the catalogue is produced by a test, or there is a reason why not. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { catalogue } from '@banyan/core/findings/catalogue.ts';
import { expect, test } from 'vitest';
import { waivers } from './waivers.ts';

const root = resolve(import.meta.dirname, '../..');
const golden = join(root, 'test', 'golden');
/** What several tests of the cluster say stands beside them. */
const cluster = join(root, 'test', 'cluster', 'switches');

/** Tests, and what golden tests expect: one text. Sources of packages do not count, however often they name a code. */
function named(): ReadonlySet<string> {
  const files = ['packages', 'test', 'tools'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => file.endsWith('.test.ts') || [golden, cluster].some((folder) => file.startsWith(`${folder}/`))),
  );
  return new Set(files.flatMap((file) => readFileSync(file, 'utf8').match(/\b[A-Z]{3}\d{3}\b/g) ?? []));
}

const tested = named();
const codes = Object.keys(catalogue);

test('every code has a test that produces it, or a reason why not', () => {
  expect(codes.filter((code) => !tested.has(code) && !(code in waivers))).toEqual([]);
});

test('no reason outlives its need', () => {
  const known = new Set(codes);
  expect(Object.keys(waivers).filter((code) => tested.has(code) || !known.has(code))).toEqual([]);
  process.stdout.write(`${codes.length} findings, ${Object.keys(waivers).length} of them without a test\n`);
});
