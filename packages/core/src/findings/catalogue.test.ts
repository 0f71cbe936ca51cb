import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { definition, type FindingCode } from '../finding/finding.ts';
import { catalogue } from './catalogue.ts';

// The catalogue's own keys are its codes.
const codes = Object.keys(catalogue) as FindingCode[];

test.each(codes)('%s has a title and an explanation in both languages', (code) => {
  const { title, explanation } = definition(code);
  for (const text of [title, explanation]) {
    expect(text.en.trim()).not.toBe('');
    expect(text['zh-CN']).toMatch(/[\u4e00-\u9fff]/);
    expect(text.en).not.toMatch(/[\u4e00-\u9fff]/);
  }
});

test.each(codes)('%s is a prefix of three letters and a number of three digits', (code) => {
  expect(code).toMatch(/^[A-Z]{3}\d{3}$/);
});

test('a code has one definition in all files', async () => {
  const files = readdirSync(import.meta.dirname).filter((file) => !/^catalogue|\.test\.ts$/.test(file));
  const known = new Map<string, unknown>();
  for (const file of files) {
    // Every file of this folder exports objects of definitions and nothing else.
    const module = (await import(new URL(file, import.meta.url).href)) as Record<string, object>;
    for (const [code, entry] of Object.values(module).flatMap((part) => Object.entries(part))) {
      expect(known.get(code) ?? entry, `${code} in ${file}`).toBe(entry);
      known.set(code, entry);
    }
  }
  expect(codes.every((code) => known.has(code))).toBe(true);
});
