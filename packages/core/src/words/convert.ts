/** What `banyan convert` says of a conversion. */
import { phrase, plural } from './phrase.ts';

export const convertWords = {
  door: phrase<{ door: string }>({
    en: ({ door }) => `read as ${door} (--from names another form)`,
    'zh-CN': ({ door }) => `按 ${door} 读取（可用 --from 指定其他形式）`,
  }),
  target: phrase<{ routes: number; rules: number; upstreams: number; consumers: number; folder: string }>({
    en: ({ routes, rules, upstreams, consumers, folder }) =>
      `${plural(routes, 'route')} (${plural(rules, 'rule')}), ${plural(upstreams, 'upstream')} and ${plural(consumers, 'consumer')}: see ${folder}`,
    'zh-CN': ({ routes, rules, upstreams, consumers, folder }) =>
      `${routes} 个路由（${rules} 条规则）、${upstreams} 个上游和 ${consumers} 个消费者已写入 ${folder}`,
  }),
  leaves: phrase<{ all: number; exact: number; approximated: number; unsupported: number; ignored: number }>({
    en: ({ all, exact, approximated, unsupported, ignored }) =>
      `${all} values of the source: ${exact} exact, ${approximated} approximated, ${unsupported} unsupported, ${ignored} ignored`,
    'zh-CN': ({ all, exact, approximated, unsupported, ignored }) =>
      `源配置共 ${all} 个值：${exact} 个精确，${approximated} 个近似，${unsupported} 个不支持，${ignored} 个忽略`,
  }),
  accepted: phrase<{ count: number }>({
    en: ({ count }) => `${plural(count, 'accepted finding')} not listed`,
    'zh-CN': ({ count }) => `另有 ${count} 个已接受的发现项未列出`,
  }),
  closed: phrase<{ routes: string }>({
    en: ({ routes }) => `closed (503), as a protection or condition cannot be mapped: ${routes}`,
    'zh-CN': ({ routes }) => `因保护措施或条件无法映射而关闭（503）：${routes}`,
  }),
  keptOld: phrase<{ routes: string; address: string }>({
    en: ({ routes, address }) => `left to the old gateway at ${address}: ${routes}`,
    'zh-CN': ({ routes, address }) => `交给旧网关 ${address} 处理：${routes}`,
  }),
} as const;
