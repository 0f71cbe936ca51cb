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
} as const;
