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
  ENV151: define<{ readonly part: string }>({
    level: 'warning',
    title: { en: 'No copies of requests are sent', 'zh-CN': '不发送请求副本' },
    message: {
      en: (p) => `${p.part} is left out: the other server receives no copies of requests`,
      'zh-CN': (p) => `${p.part} 被省略：另一台服务器不会收到请求副本`,
    },
    fix: {
      en: () => 'convert to Envoy with --allow lua, or set request_mirror_policies by hand',
      'zh-CN': () => '请用 --allow lua 转换到 Envoy，或手工设置 request_mirror_policies',
    },
    explanation: {
      en: "The answers to clients are the same. Envoy's own mirror copies the path and the client's address that the upstream gets, where the source copies what the client asked for.",
      'zh-CN': '客户端得到的响应相同。Envoy 自带的镜像复制上游收到的路径和客户端地址，而源网关复制客户端请求的内容。',
    },
  }),
  ENV152: define<{ readonly part: string }>({
    level: 'info',
    title: { en: 'Large bodies are not copied but refused', 'zh-CN': '大请求体不会被复制而是被拒绝' },
    message: {
      en: (p) => `${p.part} holds the whole body; a request with more than 1 MiB is answered 413`,
      'zh-CN': (p) => `${p.part} 会缓存整个请求体；超过 1 MiB 的请求返回 413`,
    },
    fix: {
      en: () => 'mirror routes without uploads only',
      'zh-CN': () => '只镜像没有上传的路由',
    },
    explanation: {
      en: 'A script that sends a copy has to have all of it. Envoy keeps 1 MiB of a request.',
      'zh-CN': '发送副本的脚本必须持有全部内容。Envoy 只保留请求的 1 MiB。',
    },
  }),
} as const;
