/**
 * Which process a number means. Numbers are given out again, so a process is known by its number together with the moment
 * it began (field 22 of /proc/<pid>/stat, clock ticks since boot) and by its command line.
 */
import { readFile } from 'node:fs/promises';

export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: string;
}

/** As the launcher writes it: `<pid> <ticks>`. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  const parts = /^(\d+) (\d+)$/.exec(text.trim());
  return parts?.[2] === undefined ? undefined : { pid: Number(parts[1]), startTicks: parts[2] };
}

/** True while that very process lives (not as a zombie) and `argument` is one of its arguments. */
export async function lives(identity: ProcessIdentity, argument: string): Promise<boolean> {
  try {
    const [stat, commandLine] = await Promise.all([
      readFile(`/proc/${identity.pid}/stat`, 'utf8'),
      readFile(`/proc/${identity.pid}/cmdline`, 'utf8'),
    ]);
    // The name in field 2 may hold blanks and brackets; the fields after it begin behind its last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[19] !== identity.startTicks) return false;
    return commandLine.split('\0').includes(argument);
  } catch {
    return false;
  }
}
