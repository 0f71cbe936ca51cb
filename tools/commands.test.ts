import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { file, page } from './commands.ts';

test('the reference of commands says what the commands say (otherwise: node tools/commands.ts)', async () => {
  expect(readFileSync(file, 'utf8')).toBe(await page());
});
