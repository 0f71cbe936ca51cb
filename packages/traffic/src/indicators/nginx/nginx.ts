/**
 * What an nginx counts, by phase and side. It writes a byte for each answer into a file named
 * `<phase>.<side>.<ok|error>.<milliseconds at most>`, so that sizes are counters, which survive reloads and restarts. An answer
 * that nginx made because the gateway gave none is a 5xx, and a call of gRPC that failed as one counts as one. An answer that
 * broke off cannot be told from a client that went, and is none.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { reasonOf } from '../../local/atomic.ts';
import { type Clock, systemClock } from '../../local/wait.ts';
import { nginxFiles, unplain } from '../../switches/nginx/names.ts';
import { edgeBounds } from '../buckets.ts';
import { nothing, sum } from '../counters.ts';
import type { Counters, IndicatorSource, Reading, Side } from '../indicator.ts';

const source = 'nginx';

/** One migration on the nginx that looks into a folder. */
export function nginxIndicator(
  { folder }: { readonly folder: string },
  migration: string,
  clock: Clock = systemClock,
): IndicatorSource {
  const { counts } = nginxFiles(folder, migration);
  return { name: source, read: () => read(counts, clock) };
}

async function read(counts: string, clock: Clock): Promise<Result<Reading, Finding>> {
  const at = clock.now();
  const phases: Record<string, Partial<Record<Side, Counters>>> = {};
  try {
    for (const name of await readdir(counts)) {
      const [phase = '', side, kind, bound = ''] = name.split('.');
      if (side !== 'old' && side !== 'new') continue;
      const { size } = await stat(join(counts, name));
      const sides = (phases[unplain(phase)] ??= {});
      sides[side] = sum(sides[side] ?? nothing, answers(size, kind === 'error', Number(bound)));
    }
    const { ino, birthtimeMs } = await stat(counts);
    return ok({ at, epoch: `${ino}/${birthtimeMs}`, phases });
  } catch (error) {
    return err(finding('TRF030', { source, reason: reasonOf(error) }));
  }
}

/** `bound` is not a number for what took longer than every bound. */
function answers(count: number, failed: boolean, bound: number): Counters {
  const within = edgeBounds.map((atMost) => ({ atMost, count: bound <= atMost ? count : 0 }));
  return { requests: count, errors: failed ? count : 0, latency: [...within, { atMost: null, count }] };
}
