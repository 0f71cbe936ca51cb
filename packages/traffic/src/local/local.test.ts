import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok } from '@banyan/core/result.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { replaceFile } from './atomic.ts';
import { locked } from './lock.ts';

const signal = new AbortController().signal;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-local-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a file is replaced as a whole and no draft stays behind', async () => {
  const file = join(folder, 'routes.json');
  await writeFile(file, 'before');
  expect(await replaceFile(file, 'after')).toEqual({ ok: true, value: undefined });
  expect(await readFile(file, 'utf8')).toBe('after');
  expect(await readdir(folder)).toEqual(['routes.json']);
});

test('a file that cannot be written is a finding with the reason', async () => {
  expect(await replaceFile(join(folder, 'missing', 'routes.json'), 'text')).toMatchObject({
    ok: false,
    error: { code: 'TRF017', params: { reason: 'ENOENT' } },
  });
});

test('who holds a lock is alone, also among those of one process', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    return ok(undefined);
  };
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => locked(folder, 10_000, signal, work)));
  expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
  expect(most).toBe(1);
});

test('a lock whose holder was killed is free at once; while it lives it is taken', async () => {
  const script = `import { locked } from ${JSON.stringify(import.meta.resolve('./lock.ts'))};
    await locked(${JSON.stringify(folder)}, 1000, new AbortController().signal, () => {
      process.stdout.write('held');
      return new Promise(() => setInterval(() => {}, 1000));
    });`;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(holder.stdout, 'data');
    const refused = await locked(folder, 30, signal, async () => ok(1));
    expect(refused).toMatchObject({ ok: false, error: { code: 'TRF016' } });
  } finally {
    holder.kill('SIGKILL');
    await once(holder, 'exit');
  }
  expect(await locked(folder, 1000, signal, async () => ok(2))).toEqual({ ok: true, value: 2 });
});
