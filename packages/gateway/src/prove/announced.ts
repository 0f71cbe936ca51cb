/** What a conversion said about its target: the findings in the `conversion.json` beside it. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { conversionSchema } from '../convert/schema.ts';
import type { Announcement } from '../semantics/compare/predict.ts';

/** None where there is no such file, or none that a conversion wrote. */
export function announcedFor(target: string): readonly Announcement[] {
  const folder = statSync(target, { throwIfNoEntry: false })?.isDirectory() === true ? target : dirname(target);
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(join(folder, 'conversion.json'), 'utf8'));
  } catch {
    return [];
  }
  const parsed = conversionSchema.safeParse(read);
  if (!parsed.success) return [];
  return parsed.data.findings.flatMap(({ code, affects }) => {
    // Its own schema has been checked; the shapes of conditions are the same.
    return affects === undefined ? [] : [{ code, affects: affects as NonNullable<Announcement['affects']> }];
  });
}
