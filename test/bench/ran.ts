/** A command as a process of its own: how long it took, and its highest resident memory. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Ran {
  readonly milliseconds: number;
  /** Highest resident memory, MiB. */
  readonly memory: number;
}

function peak(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Runs a command to its end; rejects when it does not end with 0. */
export const ran = (command: string, args: readonly string[]): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let memory = 0;
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const timer = setInterval(() => {
      memory = Math.max(memory, peak(child.pid ?? 0));
    }, 5);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(timer);
      if (code === 0) resolve({ milliseconds: performance.now() - began, memory });
      else reject(new Error(`${args.join(' ')} ended with ${code}: ${said.slice(0, 300)}`));
    });
  });
