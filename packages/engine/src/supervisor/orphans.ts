/** Children of a supervisor that was killed: they are found by their command line, which names the data directory. */
import { readdir, readFile } from 'node:fs/promises';

/** Ids of processes whose arguments contain these, one after the other. */
export async function processesWith(marks: readonly string[]): Promise<readonly number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
    const line = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    const parts = line.split('\0');
    if (parts.some((_, at) => marks.every((mark, offset) => parts[at + offset] === mark))) found.push(Number(entry));
  }
  return found;
}

/** Ends them at once (they were made to be killed) and waits until they are gone. */
export async function endAll(marks: readonly string[]): Promise<void> {
  for (;;) {
    const left = await processesWith(marks);
    if (left.length === 0) return;
    for (const pid of left) kill(pid);
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went by itself between the look and the signal.
  }
}
