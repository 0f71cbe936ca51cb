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

/** Ends them at once (they were made to be killed) and waits until they are gone, with all that they held open. */
export async function endAll(marks: readonly string[]): Promise<void> {
  for (let left = await processesWith(marks); left.length > 0; left = await processesWith(marks)) {
    for (const pid of left) kill(pid);
    for (const pid of left) {
      while (await holdsFiles(pid)) {
        await new Promise((resolve) => {
          setTimeout(resolve, 10);
        });
      }
    }
  }
}

/**
 * Whether a killed process may still hold its ports. Its command line is gone with its memory, before its files are
 * closed (proc_pid_cmdline(5); the kernel lets go of the memory first, then of the files); only a zombie without other
 * threads, or no process at all, holds nothing.
 */
async function holdsFiles(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined);
  return status !== undefined && !(/^State:\s+[ZX]/m.test(status) && /^Threads:\s+[01]$/m.test(status));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went by itself between the look and the signal.
  }
}
