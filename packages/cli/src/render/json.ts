/** A finding as programs read it: always in English, whatever the reader's language. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { describe } from '@banyan/core/finding/finding.ts';

export interface FindingJson extends Finding {
  readonly message: string;
  readonly fix: string;
}

export const findingJson = (found: Finding): FindingJson => ({ ...found, ...describe(found, 'en') });
