import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openData } from '../data/layout.ts';
import { value } from '../port/contract.ts';
import { ensure, living } from './ensure.ts';
import { processesWith } from './orphans.ts';
import { freePorts, isFree } from './ports.ts';
import { stopSupervisor } from './stop.ts';
import { workerMarks } from './supervise.ts';

const supervisor = fileURLToPath(new URL('../testing/supervisor.ts', import.meta.url));
const command = [process.execPath, '--disable-warning=ExperimentalWarning', supervisor];
const folders: string[] = [];

async function data(): Promise<string> {
  const folder = value(await openData(await mkdtemp(join(tmpdir(), 'banyan-supervisor-'))));
  folders.push(folder);
  return folder;
}
const waking = (folder: string) => ({ folder, environment: process.env, command });
beforeEach(() => {
  folders.length = 0;
});
afterEach(async () => {
  for (const folder of folders) {
    await stopSupervisor(folder);
    await rm(folder, { recursive: true, force: true });
  }
});

test('two data directories have engines of their own and do not disturb each other', async () => {
  const [orders, voice] = [await data(), await data()];
  const both = await Promise.all([ensure(waking(orders)), ensure(waking(voice))]);
  const [first, second] = [value(both[0]), value(both[1])];
  const ports = [...Object.values(first.ports), ...Object.values(second.ports)];
  expect(new Set(ports).size).toBe(ports.length);
  value(await stopSupervisor(orders));
  expect(await living(orders)).toBeUndefined();
  expect((await living(voice))?.children).toEqual(second.children);
});

test('a second supervisor of a data directory ends at once and leaves the first alone', async () => {
  const folder = await data();
  const first = value(await ensure(waking(folder)));
  const [file = '', ...rest] = command;
  const second = spawn(file, [...rest, folder], { stdio: 'ignore' });
  expect(await once(second, 'exit')).toEqual([0, null]);
  expect(await living(folder)).toMatchObject({ pid: first.pid, children: first.children });
});

test('what a killed supervisor left running is ended by the next one, and the ports stay', async () => {
  const folder = await data();
  const first = value(await ensure(waking(folder)));
  process.kill(first.pid, 'SIGKILL');
  // The signal takes effect a moment after it was sent.
  const deadline = Date.now() + 5000;
  while ((await living(folder)) !== undefined && Date.now() < deadline) await new Promise(setImmediate);
  const second = value(await ensure(waking(folder)));
  expect(second.pid).not.toBe(first.pid);
  expect(second.ports).toEqual(first.ports);
  expect(await processesWith(workerMarks(folder))).toEqual([second.children.worker]);
});

test('stopping ends everything that was started', async () => {
  const folder = await data();
  const { children } = value(await ensure(waking(folder)));
  value(await stopSupervisor(folder));
  expect(await processesWith(workerMarks(folder))).toEqual([]);
  for (const pid of [children.engine, children.worker]) expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
});

test('free ports are free and different', async () => {
  const ports = await freePorts(4);
  expect(new Set(ports).size).toBe(4);
  for (const port of ports) expect(await isFree(port)).toBe(true);
});
