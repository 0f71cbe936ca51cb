/** Words of `banyan explain`. */
import { text } from './phrase.ts';

export const explained = {
  says: text('It says:', '内容：'),
  fix: text('To fix it:', '处理：'),
} as const;
