/** The machine's own clock (CLOCK_BOOTTIME): nobody sets it, and all processes see the same. */
import { readFileSync } from 'node:fs';
import { uptime as secondsUp } from 'node:os';
import type { Uptime } from '../../steps/watch/lasted.ts';

let boot: string | undefined;

/** undefined where the machine does not name its starts. */
export function uptime(): Uptime | undefined {
  try {
    boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
  return { boot, since: Math.round(secondsUp() * 1000) };
}
