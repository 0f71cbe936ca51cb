/** Requests and answers that are changed on their way: codes ENV140 to ENV169. */
import { define } from '../finding/define.ts';
import { advised } from './advice.ts';

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
  ENV141: define<{ readonly header: string }>({
    level: 'info',
    title: { en: 'Identities have another form', 'zh-CN': '标识的格式不同' },
    message: {
      en: (p) => `${p.header} is a random UUID where the source makes an identity of its own form`,
      'zh-CN': (p) => `${p.header} 使用随机 UUID，而源网关生成其自身格式的标识`,
    },
    fix: {
      en: () => 'allow Lua (--allow lua), or accept UUIDs',
      'zh-CN': () => '允许使用 Lua（--allow lua），或接受 UUID',
    },
    explanation: {
      en: 'Envoy makes UUIDs by itself; other forms take a filter in Lua.',
      'zh-CN': 'Envoy 自身只生成 UUID；其他格式需要 Lua 过滤器。',
    },
  }),
  ENV142: define<{ readonly part: string; readonly route: string }>({
    level: 'warning',
    title: { en: 'A part that only watches is left out', 'zh-CN': '仅用于观测的部分未被转换' },
    message: {
      en: (p) => `${p.part} of route ${p.route} is left out; no answer changes`,
      'zh-CN': (p) => `路由 ${p.route} 的 ${p.part} 未被转换；响应不受影响`,
    },
    fix: {
      en: (p) => advised(p.part, 'en', 'configure access logs, tracing or statistics of Envoy for the same purpose'),
      'zh-CN': (p) => advised(p.part, 'zh-CN', '请用 Envoy 的访问日志、链路追踪或统计功能实现相同目的'),
    },
    explanation: {
      en: 'Logs, traces and buffering of the source are configured for the whole of Envoy, not for one route.',
      'zh-CN': '源网关按路由配置的日志、追踪和缓冲，在 Envoy 中是全局配置。',
    },
  }),
  ENV143: define<{ readonly part: string; readonly route: string; readonly left: string }>({
    level: 'info',
    title: { en: 'A log goes to the standard output', 'zh-CN': '日志写到标准输出' },
    message: {
      en: (p) =>
        `${p.part} of route ${p.route} becomes an access log of the gateway on its standard output; not in it: ${p.left}`,
      'zh-CN': (p) => `路由 ${p.route} 的 ${p.part} 成为网关写到标准输出的访问日志；其中没有：${p.left}`,
    },
    fix: {
      en: () => 'let a collector (Fluent Bit, OpenTelemetry) take the lines to where they went before',
      'zh-CN': () => '请用采集器（Fluent Bit、OpenTelemetry）把日志送往原来的目的地',
    },
    explanation: {
      en: 'The lines keep the members that the gateway has a word for; times are in milliseconds. Through Istio their format is that of the provider `envoy` of the mesh.',
      'zh-CN': '日志保留网关能表达的成员，时间单位为毫秒。经由 Istio 时，其格式由网格的 `envoy` 提供者决定。',
    },
  }),
} as const;
