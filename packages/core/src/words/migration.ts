/** What the plan says each step does, how it is verified, and the way back; both languages side by side. */
import type { Params, Worded } from '../finding/define.ts';
import type { Locale } from './locale.ts';

const phrase = <P extends Params = Record<string, never>>(words: Worded<P>): Worded<P> => words;
type Share = { phase: string; share: number };

export const migrationWords = {
  'convert.do': phrase<{ files: string }>({
    en: (p) => `Convert ${p.files} into a configuration for Envoy and account for every field`,
    'zh-CN': (p) => `将 ${p.files} 转换为 Envoy 配置，并说明每个字段的去向`,
  }),
  'convert.verify': phrase({
    en: () => 'No route that the source protects is open; a route that had to be closed was accepted by name',
    'zh-CN': () => '源端受保护的路由没有一条被放开；被关闭的路由均已按名称接受',
  }),
  'convert.undo': phrase({ en: () => 'Remove the written files', 'zh-CN': () => '删除生成的文件' }),
  'start-old.do': phrase({
    en: () => 'Start the emulated old gateway on loopback',
    'zh-CN': () => '在回环地址上启动模拟的旧网关',
  }),
  'start-old.verify': phrase({
    en: () => 'It accepts connections and its metrics can be read',
    'zh-CN': () => '它接受连接，且可以读取其指标',
  }),
  'start-old.undo': phrase({ en: () => 'Stop the emulated old gateway', 'zh-CN': () => '停止模拟的旧网关' }),
  'start-new.do': phrase({
    en: () => 'Start the new gateway (Envoy) with the converted configuration, without traffic',
    'zh-CN': () => '用转换后的配置启动新网关（Envoy），不接入流量',
  }),
  'start-new.verify': phrase({
    en: () => 'It is ready and has loaded this very configuration',
    'zh-CN': () => '它已就绪，并加载了这份配置',
  }),
  'start-new.undo': phrase({ en: () => 'Stop the new gateway', 'zh-CN': () => '停止新网关' }),
  'put-edge-in-front.do': phrase<{ listen: string; edge?: string }>({
    en: (p) => `Put the edge (${p.edge ?? 'Envoy'}) on ${p.listen} in front of both gateways, with 0 % on the new one`,
    'zh-CN': (p) => `在两个网关之前放置边缘代理（${p.edge ?? 'Envoy'}，监听 ${p.listen}），新网关份额为 0 %`,
  }),
  'put-edge-in-front.verify': phrase({
    en: () =>
      'Witness requests are answered through the edge as directly: client address, X-Forwarded headers and limits included',
    'zh-CN': () => '见证请求经边缘代理得到的应答与直连一致：包括客户端地址、X-Forwarded 头和限制',
  }),
  'put-edge-in-front.undo': phrase({
    en: () => 'Stop the edge; clients use the old gateway directly, as before',
    'zh-CN': () => '停止边缘代理；客户端像之前一样直接使用旧网关',
  }),
  'check-new.do': phrase({
    en: () => 'Ask the new gateway witness requests for every route before it gets traffic',
    'zh-CN': () => '在接入流量之前，向新网关发送每条路由的见证请求',
  }),
  'check-new.verify': phrase({
    en: () => 'It answers as the old gateway does, except where a finding announced a difference',
    'zh-CN': () => '除发现项已说明的差异外，其应答与旧网关一致',
  }),
  'check-new.undo': phrase({ en: () => 'Nothing was changed', 'zh-CN': () => '未作任何改动' }),
  'approval.do': phrase<Share>({
    en: (p) => `Wait for a human to approve ${p.share} % for ${p.phase}`,
    'zh-CN': (p) => `等待人工批准 ${p.phase} 的份额提升到 ${p.share} %`,
  }),
  'approval.verify': phrase({
    en: () => 'The approval names who gave it; what is in use stays watched meanwhile',
    'zh-CN': () => '批准记录批准人；等待期间继续监视已接入的流量',
  }),
  'approval.undo': phrase({ en: () => 'Nothing was changed', 'zh-CN': () => '未作任何改动' }),
  'shift.do': phrase<Share>({
    en: (p) => `Send ${p.share} % of ${p.phase} to the new gateway and read the weight back`,
    'zh-CN': (p) => `将 ${p.phase} 的 ${p.share} % 流量送往新网关，并回读权重`,
  }),
  'shift.verify': phrase<{ hold: string; gates: string }>({
    en: (p) => `Three independent counters show the share; for ${p.hold} the gates hold: ${p.gates}`,
    'zh-CN': (p) => `三个独立计数器显示该份额；${p.hold} 内满足门限：${p.gates}`,
  }),
  'shift.undo': phrase<{ phase: string }>({
    en: (p) => `Send all of ${p.phase} to the old gateway and verify that nothing arrives on the new one`,
    'zh-CN': (p) => `将 ${p.phase} 的全部流量送回旧网关，并确认新网关不再收到请求`,
  }),
  'rehearse.do': phrase<{ phase: string }>({
    en: (p) => `Rehearse the way back: take ${p.phase} back to 0 % and read the weight back`,
    'zh-CN': (p) => `演练回退：将 ${p.phase} 切回 0 %，并回读权重`,
  }),
  'rehearse.verify': phrase<{ phase: string }>({
    en: (p) => `Independent counters show that all of ${p.phase} reaches the old gateway again`,
    'zh-CN': (p) => `独立计数器显示 ${p.phase} 的全部请求重新到达旧网关`,
  }),
  'confirm.do': phrase({
    en: () => 'Read the weights of all phases back once more',
    'zh-CN': () => '再次回读所有阶段的权重',
  }),
  'confirm.verify': phrase({
    en: () => 'Every phase is at its last share and the old gateway gets none of it',
    'zh-CN': () => '每个阶段都处于最终份额，旧网关不再收到其请求',
  }),
  'confirm.undo': phrase({ en: () => 'Nothing was changed', 'zh-CN': () => '未作任何改动' }),
  'finish.do': phrase({
    en: () => 'Keep the old gateway running as the way back; nothing is removed',
    'zh-CN': () => '保留旧网关作为退路；不删除任何内容',
  }),
  'finish.verify': phrase({
    en: () => 'The old gateway still answers, so that a rollback remains possible',
    'zh-CN': () => '旧网关仍能应答，回滚依然可行',
  }),
  'finish.undo': phrase({ en: () => 'Nothing was changed', 'zh-CN': () => '未作任何改动' }),
  'review.do': phrase({
    en: () => 'Close the account: what was decided, measured and approved stays in the history',
    'zh-CN': () => '总结：所有决定、测量和批准都保留在历史中',
  }),
  'review.verify': phrase({ en: () => 'The history is complete on disk', 'zh-CN': () => '历史已完整写入磁盘' }),
  'review.undo': phrase({ en: () => 'Nothing was changed', 'zh-CN': () => '未作任何改动' }),
} as const;

export type MigrationWord = keyof typeof migrationWords;

/** Words with what they speak about; plain data. */
export interface Phrase {
  readonly key: MigrationWord;
  readonly params: Params;
}

type ParamsOf<K extends MigrationWord> = (typeof migrationWords)[K] extends Worded<infer P> ? P : never;

export const phraseOf = <K extends MigrationWord>(key: K, params: ParamsOf<K> & Params): Phrase => ({ key, params });

/** The sentence in a language, without a full stop. */
export function say(phrase: Phrase, locale: Locale): string {
  // Only phraseOf makes phrases, with the parameters of their key.
  const words = migrationWords[phrase.key] as unknown as Worded<Params>;
  return words[locale](phrase.params);
}
