/** On real file systems of a mount namespace of their own: one of 64 KiB, and one that is read-only. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-room-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const log = JSON.stringify(import.meta.resolve('../log/log.ts'));

/** Mounts `options` on the folder, runs the script with it as its argument, and returns what it printed as JSON. */
async function on(options: string, script: string, then = 'true'): Promise<unknown> {
  const program = `mount -t tmpfs -o ${options} tmpfs "$0" && mkdir "$0/data" && ${then} && exec "$@" "$0/data"`;
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script];
  const namespace = ['--user', '--map-root-user', '--mount', 'sh', '-c', program, folder, ...node];
  const { stdout } = await promisify(execFile)('unshare', namespace, { cwd: process.cwd() });
  return JSON.parse(stdout);
}

const probing = `
  import { roomIn } from ${JSON.stringify(import.meta.resolve('./room.ts'))};
  console.log(JSON.stringify(await roomIn(process.argv.at(-1))));`;

test('on a full disk nothing is begun, and the finding says so', async () => {
  expect(await on('size=64k', probing)).toMatchObject({
    ok: false,
    error: { code: 'ENG005', params: { reason: 'ENOSPC' } },
  });
});

test('on a read-only disk nothing is begun', async () => {
  const readOnly = 'mount -o remount,ro "$0"';
  expect(await on('size=8m', probing, readOnly)).toMatchObject({
    ok: false,
    error: { code: 'ENG005', params: { reason: 'EROFS' } },
  });
});

test('a supervisor is not started where it could keep nothing', async () => {
  const waking = `import { ensure } from ${JSON.stringify(import.meta.resolve('../supervisor/ensure.ts'))};
    console.log(JSON.stringify(await ensure({ folder: process.argv.at(-1), environment: process.env })));`;
  expect(await on('size=64k', waking)).toMatchObject({ ok: false, error: { code: 'ENG005' } });
});

test('a history on a disk that fills up keeps whole events only, and goes on when there is room again', async () => {
  const filling = `
    import { rmSync, writeFileSync } from 'node:fs';
    import { join } from 'node:path';
    import { openLog } from ${log};
    const folder = process.argv.at(-1);
    writeFileSync(join(folder, 'others'), Buffer.alloc(40_000));
    const log = openLog(join(folder, 'events.jsonl'));
    const signal = new AbortController().signal;
    const event = (seq) => ({ seq, at: seq, kind: 'noted', what: { code: 'MIG019', level: 'info', params: { text: 'x'.repeat(700) } } });
    let seq = 0;
    let answer = { kind: 'kept' };
    while (answer.kind === 'kept' && seq < 1000) answer = await log.append([event(++seq)], signal);
    const full = await log.after(0);
    rmSync(join(folder, 'others'));
    const again = await log.append([event(seq)], signal);
    const end = await log.after(0);
    console.log(JSON.stringify({ answer, kept: full.length, seq, again, end: end.map((one) => one.seq) }));`;
  // The shape that the script prints.
  const seen = (await on('size=64k', filling)) as {
    readonly answer: object;
    readonly kept: number;
    readonly seq: number;
    readonly again: object;
    readonly end: readonly number[];
  };
  expect(seen).toMatchObject({ answer: { kind: 'unwritable', reason: 'ENOSPC' }, again: { kind: 'kept' } });
  expect(seen.kept).toBe(seen.seq - 1);
  expect(seen.end).toEqual(Array.from({ length: seen.seq }, (_, index) => index + 1));
});
