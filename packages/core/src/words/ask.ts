/** What `banyan ask` says for people. */
import { phrase, text } from './phrase.ts';

export const askWords = {
  output: text(
    'how to print answers: JSON Lines, or text with the trace (default: text on a terminal, else json)',
    '应答的输出格式：JSON Lines，或带决策过程的文本（默认：终端上为 text，否则为 json）',
  ),
  url: text(
    'a request as curl takes it: http://HOST/PATH?QUERY; or --requests',
    '与 curl 相同的请求写法：http://HOST/PATH?QUERY；或使用 --requests',
  ),
  method: text('the method; POST where there is a body', '方法；有请求体时默认为 POST'),
  header: text('a header, as `Name: value`', '请求头，格式为 `Name: value`'),
  data: text('the body', '请求体'),
  clientIp: text('the address that the request comes from', '请求的来源地址'),
  source: text(
    'the configuration of a gateway: APISIX standalone, an Envoy bootstrap, or objects of Istio or Gateway API (a file or a folder)',
    '网关的配置：APISIX standalone、Envoy bootstrap，或 Istio、Gateway API 对象（文件或文件夹）',
  ),
  noRoute: text('no route', '无匹配路由'),
  route: phrase<{ id: string }>({ en: ({ id }) => `route ${id}`, 'zh-CN': ({ id }) => `路由 ${id}` }),
  consumer: phrase<{ name: string }>({ en: ({ name }) => `consumer ${name}`, 'zh-CN': ({ name }) => `消费者 ${name}` }),
  notCovered: phrase<{ parts: string }>({
    en: ({ parts }) => `not to be relied on: ${parts} took part and is not known`,
    'zh-CN': ({ parts }) => `不可信赖：涉及未知的 ${parts}`,
  }),
  problems: {
    json: text('it is not JSON', '不是 JSON'),
    shape: phrase<{ at: string }>({
      en: ({ at }) => (at === '' ? 'it is no object with a path' : `the field ${at} is missing or of the wrong kind`),
      'zh-CN': ({ at }) => (at === '' ? '不是带有 path 的对象' : `字段 ${at} 缺失或类型错误`),
    }),
  },
} as const;
