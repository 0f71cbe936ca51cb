/** What the converted source consisted of, beside the configuration that was made of it: `source.json`, digests only. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { replaceFile } from '@banyan/traffic/local/atomic.ts';
import { z } from 'zod';
import type { Facts } from '../../steps/facts.ts';
import type { SourceChange } from '../world.ts';
import { changesOf } from './objects.ts';
import type { LoadedSource } from './source.ts';

const Kept = z.object({ digest: z.string(), objects: z.record(z.string(), z.string()) });
type Kept = z.output<typeof Kept>;

const fileIn = (folder: string): string => join(folder, 'source.json');

export const keepSource = (folder: string, kept: Kept): Promise<Result<void, Finding>> =>
  replaceFile(fileIn(folder), `${JSON.stringify(kept)}\n`);

/** A migration that an older Banyan converted kept nothing: it takes the source as it is. */
export async function changeSince(
  folder: string,
  { source }: Facts,
  { digest, objects }: Pick<LoadedSource, 'digest' | 'objects'>,
): Promise<SourceChange | undefined> {
  if (source === undefined || source === digest) return undefined;
  const before = await keptIn(folder);
  return { digest, ...changesOf(before?.digest === source ? before.objects : {}, objects()) };
}

async function keptIn(folder: string): Promise<Kept | undefined> {
  try {
    const parsed = Kept.safeParse(JSON.parse(await readFile(fileIn(folder), 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
