import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Event } from '../run/event.ts';
import { openLog } from './log.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = (): string => join(folder, 'orders', 'events.jsonl');
const never = new AbortController().signal;
const paused = (seq: number): Event => ({ kind: 'paused', seq, at: 1000 + seq });
const resumed = (seq: number): Event => ({ kind: 'resumed', seq, at: 1000 + seq });

test('events come back in order, from any number on', async () => {
  const log = openLog(file());
  expect(await log.append([paused(1), resumed(2)], never)).toEqual({ kind: 'kept' });
  expect(await log.append([paused(3)], never)).toEqual({ kind: 'kept' });
  expect(await log.after(0)).toEqual([paused(1), resumed(2), paused(3)]);
  expect(await log.after(2)).toEqual([paused(3)]);
});

test('writing the same events again writes nothing', async () => {
  const log = openLog(file());
  await log.append([paused(1), resumed(2)], never);
  const before = await readFile(file(), 'utf8');
  expect(await log.append([paused(1), resumed(2)], never)).toEqual({ kind: 'kept' });
  expect(await readFile(file(), 'utf8')).toBe(before);
});

test('events of which only the first arrived are completed', async () => {
  const log = openLog(file());
  await log.append([paused(1)], never);
  expect(await log.append([paused(1), resumed(2)], never)).toEqual({ kind: 'kept' });
  expect(await log.after(0)).toEqual([paused(1), resumed(2)]);
});

test('events that contradict the history are refused, and the writer learns what it did not know', async () => {
  const log = openLog(file());
  await log.append([paused(1), resumed(2)], never);
  expect(await log.append([resumed(1)], never)).toEqual({ kind: 'missed', events: [paused(1), resumed(2)] });
  expect(await log.after(0)).toEqual([paused(1), resumed(2)]);
});

test('a line that was half written when the process died does not count and is overwritten', async () => {
  const log = openLog(file());
  await log.append([paused(1)], never);
  await appendFile(file(), '{"kind":"resu');
  expect(await log.after(0)).toEqual([paused(1)]);
  expect(await log.append([resumed(2)], never)).toEqual({ kind: 'kept' });
  expect(await log.after(0)).toEqual([paused(1), resumed(2)]);
});

test('an attempt that nobody waits for any more leaves no trace', async () => {
  const stopped = new AbortController();
  stopped.abort();
  await openLog(file()).append([paused(1)], stopped.signal);
  expect(await openLog(file()).after(0)).toEqual([]);
});

test('a history that cannot be written is said, not thrown', async () => {
  await writeFile(join(folder, 'orders'), 'in the way');
  const log = openLog(file());
  expect(await log.append([paused(1)], never)).toMatchObject({ kind: 'unwritable', reason: 'ENOTDIR' });
  expect(await log.after(0)).toEqual([]);
});
