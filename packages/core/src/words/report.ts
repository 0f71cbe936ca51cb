/** Words of reports about a conversion. */
import { phrase, text } from './phrase.ts';

export const reportWords = {
  title: phrase<{ from: string; to: string }>({
    en: ({ from, to }) => `Conversion from ${from} to ${to}`,
    'zh-CN': ({ from, to }) => `从 ${from} 到 ${to} 的转换`,
  }),
  verdicts: {
    exact: text('exact', '精确'),
    approximated: text('approximated', '近似'),
    unsupported: text('unsupported', '不支持'),
    ignored: text('ignored', '忽略'),
  },
  levels: { error: text('error', '错误'), warning: text('warning', '警告'), info: text('info', '信息') },
  closedRoutes: phrase<{ count: number; all: number }>({
    en: ({ count, all }) => `${count} of ${all} routes are closed and answer 503`,
    'zh-CN': ({ count, all }) => `${all} 个路由中有 ${count} 个被关闭，返回 503`,
  }),
  accepted: phrase<{ by: string; reason: string }>({
    en: ({ by, reason }) => `accepted by ${by}: ${reason}`,
    'zh-CN': ({ by, reason }) => `已由 ${by} 接受：${reason}`,
  }),
  leftOut: phrase<{ count: number }>({
    en: ({ count }) => `${count} more lines: see ledger.jsonl`,
    'zh-CN': ({ count }) => `另有 ${count} 行：见 ledger.jsonl`,
  }),
  closed: text('closed (503)', '已关闭（503）'),
  verdict: text('verdict', '结论'),
  values: text('values', '值'),
  routes: text('Routes', '路由'),
  route: text('route', '路由'),
  matches: text('answers', '匹配'),
  codes: text('codes', '代码'),
  place: text('place', '位置'),
  findings: text('Findings', '发现项'),
  fix: text('What to do:', '处理方法：'),
  none: text('Nothing to say.', '没有发现项。'),
  beside: text('Source beside target', '源与目标对照'),
  source: text('source', '源'),
  target: text('target', '目标'),
  search: text('filter by text', '按文本筛选'),
} as const;
