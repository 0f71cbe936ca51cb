/** One line for each kind of event in a migration's history. Parameters are texts, made by whoever prints. */
import { phrase, text } from './phrase.ts';

export const events = {
  started: phrase<{ generation: string }>({
    en: ({ generation }) => `started (generation ${generation})`,
    'zh-CN': ({ generation }) => `已启动（第 ${generation} 代）`,
  }),
  'step-began': text('began', '开始'),
  'step-acted': text('acted; verifying', '已执行，正在验证'),
  'step-done': text('done', '完成'),
  'step-held': text('holds', '等待'),
  'step-released': text('goes on', '继续'),
  'step-failed': text('failed', '失败'),
  'step-undone': text('undone', '已撤销'),
  'approval-asked': text('asks for approval', '请求批准'),
  approved: phrase<{ who: string }>({ en: ({ who }) => `approved by ${who}`, 'zh-CN': ({ who }) => `由 ${who} 批准` }),
  'carried-by': phrase<{ banyan: string }>({
    en: ({ banyan }) => `carried on by Banyan ${banyan}`,
    'zh-CN': ({ banyan }) => `由 Banyan ${banyan} 继续执行`,
  }),
  paused: text('paused', '已暂停'),
  resumed: text('resumed', '已继续'),
  'rollback-began': text('rollback began', '开始回滚'),
  'rollback-written': text('the edge sends everything to the old gateway', '边缘代理已把全部流量切回旧网关'),
  'rollback-verified': text('the old gateway serves everything', '全部流量已由旧网关处理'),
  'rollback-repeated': text('rollback is written once more', '再次写入回滚'),
  'rolled-back': text('rolled back', '已回滚'),
  'break-glass-seen': text('a break-glass rollback was found at the edge', '在边缘代理发现紧急回滚'),
  'taken-over': text('taken over after a restart', '重启后接管'),
  completed: text('completed', '已完成'),
  stuck: text('stuck', '卡住'),
  noted: text('note', '备注'),
  'share-written': phrase<{ shares: string; generation: string }>({
    en: ({ shares, generation }) => `share written: ${shares} (generation ${generation})`,
    'zh-CN': ({ shares, generation }) => `已写入流量份额：${shares}（第 ${generation} 代）`,
  }),
  'share-observed': phrase<{ phase: string; desired: string; observed: string }>({
    en: ({ phase, desired, observed }) => `${phase}: ${desired} wanted, ${observed} observed`,
    'zh-CN': ({ phase, desired, observed }) => `${phase}：期望 ${desired}，观测 ${observed}`,
  }),
  'share-verified': phrase<{ phase: string; desired: string; observed: string }>({
    en: ({ phase, desired, observed }) => `${phase}: ${desired} verified by ${observed}`,
    'zh-CN': ({ phase, desired, observed }) => `${phase}：${desired} 已验证（${observed}）`,
  }),
  'gate-judged': phrase<{ judgements: string }>({
    en: ({ judgements }) => `gates: ${judgements}`,
    'zh-CN': ({ judgements }) => `门禁：${judgements}`,
  }),
} as const;
