/** What `banyan split` says of a switch. */
import { phrase } from './phrase.ts';

export const split = {
  decided: phrase<{ generation: string; author: string }>({
    en: ({ generation, author }) => `generation ${generation}, decided by ${author}`,
    'zh-CN': ({ generation, author }) => `第 ${generation} 代，由 ${author} 决定`,
  }),
  step: phrase<{ step: string }>({
    en: ({ step }) => `smallest step: ${step}`,
    'zh-CN': ({ step }) => `最小步长：${step}`,
  }),
  delay: phrase<{ seconds: string; reason: string }>({
    en: ({ seconds, reason }) => `a write is followed within ${seconds} s: ${reason}`,
    'zh-CN': ({ seconds, reason }) => `写入后最多 ${seconds} 秒生效：${reason}`,
  }),
  streams: phrase<{ streams: string }>({
    en: ({ streams }) => `open streams: ${streams}`,
    'zh-CN': ({ streams }) => `已打开的流：${streams}`,
  }),
} as const;
