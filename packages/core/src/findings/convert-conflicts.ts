/** Routes that others win against: codes CNV020 and up. */
import { define } from '../finding/define.ts';

interface Conflict extends Readonly<Record<string, string>> {
  readonly route: string;
  readonly by: string;
  readonly at: string;
  readonly request: string;
}

export const convertConflicts = {
  CNV020: define<Conflict>({
    level: 'warning',
    title: { en: 'A route is there twice', 'zh-CN': '路由重复' },
    message: {
      en: (p) => `route ${p.route} never answers: ${p.by} (${p.at}) asks for the same, and answers ${p.request}`,
      'zh-CN': (p) => `路由 ${p.route} 从不应答：${p.by}（${p.at}）的匹配条件相同，并应答 ${p.request}`,
    },
    fix: {
      en: () => 'take one of the two out, or give them different conditions or priorities',
      'zh-CN': () => '删除其中之一，或为其设置不同的条件或优先级',
    },
    explanation: {
      en: 'Host, path, methods and conditions are the same. The source tries the one with the higher priority, among equals the one that was loaded first; the target keeps that order.',
      'zh-CN':
        '主机、路径、方法和条件都相同。源网关先尝试优先级较高的路由，优先级相同时先尝试先加载的路由；目标保持该顺序。',
    },
  }),
  CNV021: define<Conflict>({
    level: 'warning',
    title: { en: 'A route never answers', 'zh-CN': '路由从不应答' },
    message: {
      en: (p) => `route ${p.route} never answers: ${p.by} (${p.at}) wins all its requests, such as ${p.request}`,
      'zh-CN': (p) => `路由 ${p.route} 从不应答：${p.by}（${p.at}）赢得它的所有请求，例如 ${p.request}`,
    },
    fix: {
      en: () => 'give the route a higher priority or a narrower match, or take it out before you migrate',
      'zh-CN': () => '为该路由设置更高的优先级或更窄的匹配，或在迁移前将其删除',
    },
    explanation: {
      en: 'Another route is tried before it and takes every request that this one would take. It is converted as it stands, and is as unreachable in the target.',
      'zh-CN': '另一条路由先于它被尝试，并处理它本可处理的每个请求。它按原样转换，在目标中同样无法到达。',
    },
  }),
  CNV022: define<Conflict>({
    level: 'info',
    title: { en: 'Part of a route never answers', 'zh-CN': '路由的一部分从不应答' },
    message: {
      en: (p) => `a path or host of route ${p.route} is never reached: ${p.by} (${p.at}) answers ${p.request}`,
      'zh-CN': (p) => `路由 ${p.route} 的某个路径或主机无法到达：${p.by}（${p.at}）应答 ${p.request}`,
    },
    fix: {
      en: () => 'take the path or host out of the route, or give it a higher priority',
      'zh-CN': () => '从该路由中移除该路径或主机，或提高其优先级',
    },
    explanation: {
      en: 'A route is tried by each of its paths and hosts. Here another route is tried before and takes all requests of one of them; the others are reached.',
      'zh-CN': '路由按其每个路径和主机分别尝试。此处另一条路由先被尝试并处理其中一个的所有请求；其余仍可到达。',
    },
  }),
} as const;
