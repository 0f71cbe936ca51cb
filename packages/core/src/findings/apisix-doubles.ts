/** What counts or must be valid on both sides while traffic is divided: codes APX080 to APX084. Nothing differs by it. */
import { define } from '../finding/define.ts';

export const apisixDoubles = {
  APX080: define<{ readonly part: string }>({
    level: 'info',
    title: { en: 'A limit counts on both sides', 'zh-CN': '限额在两侧分别计数' },
    message: {
      en: (p) => `while traffic is divided, ${p.part} counts on each side, so that a client may get its limit twice`,
      'zh-CN': (p) => `分流期间，${p.part} 在两侧各自计数，因此客户端可能得到双份限额`,
    },
    fix: {
      en: () => 'divide the clients instead of the requests, or halve the limit until all traffic is on one side',
      'zh-CN': () => '请按客户端而不是按请求分流，或在流量全部切换之前把限额减半',
    },
    explanation: {
      en: 'Counters are kept in the memory of a gateway; the two sides know nothing of each other.',
      'zh-CN': '计数器保存在网关的内存中，两侧互不知情。',
    },
  }),
  APX081: define<{ readonly part: string }>({
    level: 'info',
    title: { en: 'Keys must be valid on both sides', 'zh-CN': '密钥须在两侧都有效' },
    message: {
      en: (p) => `while traffic is divided, what ${p.part} accepts must be accepted on both sides`,
      'zh-CN': (p) => `分流期间，${p.part} 所接受的内容必须在两侧都被接受`,
    },
    fix: {
      en: () => 'change keys and secrets before or after the migration, or on both sides at once',
      'zh-CN': () => '请在迁移之前或之后更换密钥，或在两侧同时更换',
    },
    explanation: {
      en: 'Tokens that one side has issued or accepted come to the other side with the next request.',
      'zh-CN': '一侧签发或接受的令牌，会随下一个请求到达另一侧。',
    },
  }),
  APX082: define<{ readonly names: string; readonly date: string }>({
    level: 'info',
    title: { en: 'A certificate expires', 'zh-CN': '证书会过期' },
    message: {
      en: (p) => `the certificate for ${p.names} expires first of all, on ${p.date}`,
      'zh-CN': (p) => `${p.names} 的证书最先过期，日期为 ${p.date}`,
    },
    fix: {
      en: () => 'if that is before the end of the migration, renew it on both sides',
      'zh-CN': () => '如果该日期早于迁移结束，请在两侧更新证书',
    },
    explanation: {
      en: 'What renews certificates at the source does not renew the copies that were converted.',
      'zh-CN': '源网关的证书更新机制不会更新已转换的副本。',
    },
  }),
} as const;
