/** `make vectors` as the tests call it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import type { Summary } from './outcome.ts';

const folder = import.meta.dirname;

/** A run takes seconds, minutes where vectors wait for windows and time-outs; this only ends what hangs. */
export const patience = 600_000;

/** Runs the command that `make vectors` runs; its last line. */
export async function run(file: string, through: string, ...more: readonly string[]): Promise<Summary> {
  const args = [join(folder, 'main.ts'), '--file', resolve(folder, 'data', file), '--through', through, ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const timer = setTimeout(() => child.kill('SIGKILL'), patience - 5000);
  try {
    await once(child, 'close');
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
  const text = Buffer.concat(chunks).toString('utf8').trimEnd();
  // The runner's own last line.
  return JSON.parse(text.slice(text.lastIndexOf('\n') + 1)) as Summary;
}

/** Of all requests. */
export const percent = (part: number, { requests }: Pick<Summary, 'requests'>): number => (100 * part) / requests;
