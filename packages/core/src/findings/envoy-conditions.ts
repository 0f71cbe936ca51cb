/** Parts of a route that act for some requests only: codes ENV090 to ENV109. */
import { define } from '../finding/define.ts';

type Part = { readonly part: string; readonly route: string };

export const envoyConditions = {
  ENV090: define<Part>({
    level: 'error',
    title: {
      en: 'Envoy cannot decide for whom a protection acts: the route is closed',
      'zh-CN': 'Envoy 无法判断保护措施对哪些请求生效：路由已关闭',
    },
    message: {
      en: (p) => `${p.part} acts on some requests of route ${p.route} by what Envoy cannot see; the route answers 503`,
      'zh-CN': (p) => `${p.part} 只对路由 ${p.route} 的部分请求生效，而其依据 Envoy 看不到；该路由返回 503`,
    },
    fix: {
      en: () => 'ask for headers, parameters, cookies, the method, the path or the address, with simple expressions',
      'zh-CN': () => '请改用请求头、参数、cookie、方法、路径或地址作为条件，并使用简单的表达式',
    },
    explanation: {
      en: 'Routes are chosen before the body is there; expressions need to be RE2 and may not have too many alternatives.',
      'zh-CN': '路由在请求体到达之前就已选定；表达式必须是 RE2，且分支不能过多。',
    },
  }),
  ENV091: define<Part>({
    level: 'warning',
    title: { en: 'Envoy cannot decide for whom a part acts', 'zh-CN': 'Envoy 无法判断某部分对哪些请求生效' },
    message: {
      en: (p) => `${p.part} acts on some requests of route ${p.route} by what Envoy cannot see; it is left out`,
      'zh-CN': (p) => `${p.part} 只对路由 ${p.route} 的部分请求生效，而其依据 Envoy 看不到；已略去`,
    },
    fix: {
      en: () => 'ask for headers, parameters, cookies, the method, the path or the address, with simple expressions',
      'zh-CN': () => '请改用请求头、参数、cookie、方法、路径或地址作为条件，并使用简单的表达式',
    },
    explanation: {
      en: 'The part protects nothing, so the route stays open without it.',
      'zh-CN': '该部分不起保护作用，因此路由保持开放。',
    },
  }),
  ENV092: define<{ readonly route: string }>({
    level: 'info',
    title: { en: 'Shares of upstreams are kept on average', 'zh-CN': '上游的份额按平均值保持' },
    message: {
      en: (p) => `the shares of route ${p.route} hold on average, not in exact turns`,
      'zh-CN': (p) => `路由 ${p.route} 的份额按平均值保持，而非严格轮流`,
    },
    fix: { en: () => 'nothing, unless exact counts matter', 'zh-CN': () => '除非需要精确计数，否则无需处理' },
    explanation: {
      en: 'APISIX takes exact turns; Envoy draws by lot among clusters, and each of its workers counts for itself.',
      'zh-CN': 'APISIX 严格轮流；Envoy 在集群之间抽签，且每个工作线程各自计数。',
    },
  }),
  ENV094: define<Part>({
    level: 'error',
    title: {
      en: 'Bodies are not checked without Lua: the route is closed',
      'zh-CN': '没有 Lua 无法检查请求体：路由已关闭',
    },
    message: {
      en: (p) => `${p.part} checks bodies on route ${p.route}, which Envoy does with Lua only; the route answers 503`,
      'zh-CN': (p) => `${p.part} 在路由 ${p.route} 上检查请求体，Envoy 只能用 Lua 完成；该路由返回 503`,
    },
    fix: { en: () => 'convert with --allow lua', 'zh-CN': () => '请使用 --allow lua 转换' },
    explanation: {
      en: "None of Envoy's own filters compares a body with a JSON schema.",
      'zh-CN': 'Envoy 自带的过滤器都不能按 JSON Schema 检查请求体。',
    },
  }),
  ENV095: define<Part>({
    level: 'error',
    title: {
      en: 'A schema goes beyond what is translated: the route is closed',
      'zh-CN': '某个 schema 超出可转换范围：路由已关闭',
    },
    message: {
      en: (p) =>
        `the body schema of ${p.part} on route ${p.route} asks for more than is translated; the route answers 503`,
      'zh-CN': (p) => `路由 ${p.route} 上 ${p.part} 的请求体 schema 超出可转换范围；该路由返回 503`,
    },
    fix: {
      en: () => 'say it with types, properties, required, enum, ranges, lengths and items',
      'zh-CN': () => '请用 types、properties、required、enum、范围、长度和 items 表达',
    },
    explanation: {
      en: 'Patterns, references and combinations of schemas have no translation into Lua.',
      'zh-CN': '正则、引用以及 schema 组合无法转换为 Lua。',
    },
  }),
  ENV096: define<Part>({
    level: 'warning',
    title: {
      en: 'The address a request names decides, but does not reach the upstream',
      'zh-CN': '请求所声明的地址参与判断，但不会传给上游',
    },
    message: {
      en: (p) =>
        `${p.part} of route ${p.route} takes the client's address from the request; without Lua X-Real-IP keeps the peer's`,
      'zh-CN': (p) => `路由 ${p.route} 的 ${p.part} 从请求中获取客户端地址；没有 Lua 时 X-Real-IP 仍为对端地址`,
    },
    fix: { en: () => 'convert with --allow lua', 'zh-CN': () => '请使用 --allow lua 转换' },
    explanation: {
      en: 'Routes are chosen by the address that the request names. Taking it out of the text for other headers takes Lua.',
      'zh-CN': '路由按请求所声明的地址选定。把该地址从文本中取出放入其他请求头需要 Lua。',
    },
  }),
} as const;
