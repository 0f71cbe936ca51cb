import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const banyan = resolve(import.meta.dirname, '../../../bin/banyan');

/** Node names every module that it loads on stderr. */
const loadedBy = async (...words: readonly string[]): Promise<string> =>
  (await run(banyan, words, { env: { ...process.env, NODE_DEBUG: 'esm' }, maxBuffer: 1 << 26 })).stderr;

test('the help loads no command, no finding and nothing of the rooms below', async () => {
  const loaded = await loadedBy('--help');
  expect(loaded).toContain('cli/src/frame/program.ts');
  expect(loaded).not.toMatch(/cli\/src\/commands\//);
  expect(loaded).not.toMatch(/core\/src\/findings\//);
  expect(loaded).not.toMatch(/packages\/(gateway|traffic|migration|engine)\/src/);
});

test('a command loads its own code only', async () => {
  const loaded = await loadedBy('explain', 'DOC001');
  expect(loaded).toContain('cli/src/commands/explain.ts');
  expect(loaded).not.toContain('cli/src/commands/convert.ts');
});
