/** Words of `banyan version`. */
import { text } from './phrase.ts';

export const versionWords = {
  missing: text('not found', '未找到'),
} as const;
