/** What `banyan emulate` says. */
import { text } from './phrase.ts';

export const emulateWords = {
  ready: text('Serving; Ctrl-C ends it.', '正在提供服务；按 Ctrl-C 结束。'),
} as const;
