/** A rollback around the engine: writes the edge itself, with a generation far above the engine's. Needs the edge alone. */
import { readFile } from 'node:fs/promises';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { replaceFile } from '@banyan/traffic/local/atomic.ts';
import type { Switch } from '@banyan/traffic/switches/switch.ts';
import { z } from 'zod';
import type { BreakGlass } from '../run/view.ts';

const Kept = z.object({ generation: z.number(), at: z.number(), who: z.string(), reason: z.string() });
/** Far enough that nothing the engine may still write on its own reaches it. */
const above = 1000;
const attempts = 5;

export interface Asked {
  readonly who: string;
  readonly reason: string;
  readonly at: number;
  /** Where it is noted for whoever asks for the status. */
  readonly note: string;
  readonly phases: readonly string[];
}

export async function breakGlass(
  edge: Switch,
  asked: Asked,
  signal: AbortSignal,
): Promise<Result<{ readonly generation: number }, Finding>> {
  const shares = Object.fromEntries(asked.phases.map((phase) => [phase, 0]));
  let known = 0;
  let last: Finding | undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const held = await edge.read(signal);
    if (held.ok) known = Math.max(known, held.value.generation);
    else if ('found' in held.error) known = Math.max(known, held.error.found.generation);
    const generation = known + above;
    const written = await edge.write({ shares, generation, author: 'break-glass' }, signal);
    if (written.ok) {
      const { who, reason, at } = asked;
      await replaceFile(asked.note, `${JSON.stringify({ generation, at, who, reason } satisfies BreakGlass)}\n`);
      return ok({ generation });
    }
    last = written.error.finding;
    if ('found' in written.error) known = Math.max(known, written.error.found.generation);
  }
  // At least one attempt was made, and it failed.
  return err(last ?? { code: 'ENG003', level: 'error', params: { reason: 'edge' } });
}

/** The last one noted; undefined when there is none. */
export async function notedBreakGlass(note: string): Promise<BreakGlass | undefined> {
  try {
    return Kept.parse(JSON.parse(await readFile(note, 'utf8')));
  } catch {
    return undefined;
  }
}
