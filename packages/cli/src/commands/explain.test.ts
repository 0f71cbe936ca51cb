import { definition } from '@banyan/core/finding/finding.ts';
import type { FindingCode } from '@banyan/core/finding/finding.ts';
import { catalogue } from '@banyan/core/findings/catalogue.ts';
import { expect, test } from 'vitest';
import { outline } from '../render/outline.ts';
import { banyan } from '../testing/world.ts';

// Object.keys of the catalogue are its codes.
const codes = Object.keys(catalogue) as FindingCode[];

test.each(codes)('%s is explained in both languages', async (code) => {
  const english = await banyan(['explain', code]);
  expect(english.code).toBe(0);
  expect(english.stdout).toContain(definition(code).title.en);
  const chinese = await banyan(['explain', code], { environment: { LANG: 'zh_CN.UTF-8' } });
  expect(chinese.stdout).toContain(definition(code).title['zh-CN']);
  expect(chinese.stdout).toMatch(/\p{Script=Han}/u);
});

test('no sentence of the catalogue is empty or says undefined', () => {
  for (const code of codes) {
    for (const locale of ['en', 'zh-CN'] as const) {
      const { message, fix } = outline(code, locale);
      for (const sentence of [message, fix, definition(code).explanation[locale]]) {
        expect(sentence, code).not.toBe('');
        expect(sentence, code).not.toContain('undefined');
      }
    }
  }
});

test('a code may be written in lower case, and a near miss is understood', async () => {
  expect((await banyan(['explain', 'doc001'])).code).toBe(0);
  expect((await banyan(['explain', 'doc-1'])).stderr).toContain('did you mean `DOC001`?');
});

test('--all lists every code, as text and as JSON', async () => {
  expect((await banyan(['explain', '--all'])).stdout.trimEnd().split('\n')).toHaveLength(codes.length);
  expect(JSON.parse((await banyan(['explain', '--all', '-o', 'json'])).stdout)).toHaveLength(codes.length);
});
