import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import type { Options } from '../frame/command.ts';

/** Options that are whole numbers, by name; each has a fallback. */
export function numbersOf<K extends string>(options: Options, names: readonly K[]): Result<Record<K, number>, Finding> {
  const found: (readonly [K, number])[] = [];
  for (const name of names) {
    const value = options.text(name) ?? '';
    if (!/^\d{1,9}$/.test(value)) return err(finding('CLI005', { option: `--${name}`, value, allowed: '0, 1, 2 …' }));
    found.push([name, Number(value)]);
  }
  // Every name has been given a number.
  return ok(Object.fromEntries(found) as Record<K, number>);
}
