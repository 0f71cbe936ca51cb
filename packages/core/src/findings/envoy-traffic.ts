/** What Envoy does with answers and copies of requests: codes ENV150 to ENV159. */
import { define } from '../finding/define.ts';

export const envoyTraffic = {
  ENV150: define<{ readonly part: string }>({
    level: 'warning',
    title: { en: 'Answers are not compressed', 'zh-CN': '响应不会被压缩' },
    message: {
      en: (p) => `${p.part} is left out: answers reach clients as the upstream sent them`,
      'zh-CN': (p) => `${p.part} 被省略：响应按上游发送的原样到达客户端`,
    },
    fix: {
      en: () => 'convert to Envoy with --allow lua, or let the upstream compress',
      'zh-CN': () => '请用 --allow lua 转换到 Envoy，或由上游压缩',
    },
    explanation: {
      en: "Which answers are compressed is decided as in the source only by a script in front of Envoy's compressor. Clients accept both forms; more bytes are sent.",
      'zh-CN':
        '只有在 Envoy 压缩过滤器之前的脚本才能像源网关那样决定压缩哪些响应。客户端两种形式都接受，只是传输的字节更多。',
    },
  }),
} as const;
