/** Requests and answers that are changed on their way: codes ENV140 to ENV169. */
import { define } from '../finding/define.ts';

export const envoyTransforms = {
  ENV140: define({
    level: 'info',
    title: { en: 'Answers are held in memory to be changed', 'zh-CN': '响应需在内存中保存后修改' },
    message: {
      en: () => 'the body of each answer is held in memory before it is changed; one above 1 MiB fails',
      'zh-CN': () => '每个响应正文在修改前都会保存在内存中；超过 1 MiB 的响应会失败',
    },
    fix: {
      en: () => 'raise per_connection_buffer_limit_bytes of the listener where answers are larger',
      'zh-CN': () => '如响应更大，请提高监听器的 per_connection_buffer_limit_bytes',
    },
    explanation: {
      en: 'The source changes a body piece by piece or from a file; a filter in Lua needs all of it at once.',
      'zh-CN': '源网关逐块或借助文件修改正文，而 Lua 过滤器需要一次取得全部内容。',
    },
  }),
} as const;
