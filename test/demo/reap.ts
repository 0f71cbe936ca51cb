/**
 * Data planes outlive the engine that started them, on purpose. What a run leaves behind is found by the folder that only this
 * run uses, in the command line or environment of the process, and ended by its id.
 */
import { readdirSync, readFileSync } from 'node:fs';

function mentions(pid: string, folder: string): boolean {
  for (const file of ['cmdline', 'environ']) {
    try {
      if (readFileSync(`/proc/${pid}/${file}`, 'latin1').includes(folder)) return true;
    } catch {
      // Gone meanwhile, or somebody else's.
    }
  }
  return false;
}

const left = (folder: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && mentions(name, folder))
    .map(Number);

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // Ended by itself.
    }
  }
}

/** Asks first, then insists. */
export async function reap(folder: string): Promise<void> {
  for (let round = 0; round < 30; round += 1) {
    const found = left(folder);
    if (found.length === 0) return;
    signal(found, round < 10 ? 'SIGTERM' : 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
