/** What `banyan prove` says for people. */
import { phrase, plural, text } from './phrase.ts';

const number = (value: number): string => value.toLocaleString('en-US');

/** Of all requests, in per cent. */
const share = (part: number, { requests }: { requests: number }): string =>
  `${requests === 0 ? 0 : Math.round((part / requests) * 1000) / 10} %`;

export const proveWords = {
  target: text(
    'the configuration of the new gateway: a file, or the folder that `banyan convert` wrote',
    '新网关的配置：文件，或 `banyan convert` 写入的文件夹',
  ),
  source: text('the configuration of the old gateway', '旧网关的配置'),
  seed: text(
    'where the random search begins; the same seed asks the same requests',
    '随机搜索的起点；相同的种子产生相同的请求',
  ),
  budget: text('requests of the random search', '随机搜索的请求数'),
  live: text(
    'send the witnesses to two running gateways, OLD_URL and NEW_URL, and compare what comes back',
    '将见证请求发送到两个运行中的网关 OLD_URL 和 NEW_URL，并比较应答',
  ),
  rate: text('with --live: witnesses in a second', '与 --live 一起使用：每秒的见证数'),
  most: text('with --live: witnesses in all', '与 --live 一起使用：见证总数'),
  unsafe: text('with --live: also methods that may change something', '与 --live 一起使用：也发送可能产生改动的方法'),
  sent: phrase<{ old: string; new: string; sent: number }>({
    en: (live) => `${number(live.sent)} witnesses were sent to ${live.old} and ${live.new}`,
    'zh-CN': (live) => `已向 ${live.old} 和 ${live.new} 发送 ${number(live.sent)} 个见证`,
  }),
  witnesses: text(
    'witnesses made from the rules; with more rules each gets fewer',
    '由规则生成的见证数；规则越多，每条规则分得越少',
  ),
  first: text('stop at the first difference that nobody announced', '发现第一个未声明的差异后停止'),
  reportFile: text(
    'write a page here with all differences and what was covered',
    '将包含全部差异和覆盖情况的页面写入此文件',
  ),
  traffic: phrase<{ requests: number; known: number; unknown: number; 'not-covered': number; unread: number }>({
    en: (counts) =>
      `recorded traffic: ${share(counts.unknown, counts)} of ${number(counts.requests)} requests differ, ${share(counts.known, counts)} differ as announced, ${share(counts['not-covered'], counts)} not covered${counts.unread === 0 ? '' : `; ${number(counts.unread)} lines hold no request`}`,
    'zh-CN': (counts) =>
      `记录的流量：${number(counts.requests)} 个请求中 ${share(counts.unknown, counts)} 有差异，${share(counts.known, counts)} 有已声明的差异，${share(counts['not-covered'], counts)} 未覆盖${counts.unread === 0 ? '' : `；${number(counts.unread)} 行不含请求`}`,
  }),
  trafficFile: text(
    'recorded requests to ask as well: access logs of APISIX, nginx or Envoy, or a HAR file',
    '另外使用记录的请求：APISIX、nginx 或 Envoy 的访问日志，或 HAR 文件',
  ),
  trafficHost: text('the host that was asked, where a log does not say it', '日志未记录主机时所请求的主机'),
  differences: text('Differences', '差异'),
  none: text('None was found.', '未发现差异。'),
  coverage: text('Coverage', '覆盖情况'),
  coverageNote: text(
    'Witnesses by route of the source that answered, and kind. A dot: none of this kind.',
    '按应答的源路由和种类统计的见证数。点表示没有此类见证。',
  ),
  copy: text('copy', '复制'),
  verdicts: {
    same: text('same', '相同'),
    known: text('differs (known)', '有差异（已知）'),
    unknown: text('differs (unknown)', '有差异（未知）'),
    'not-covered': text('not covered', '未覆盖'),
  },
  summary: phrase<{ same: number; known: number; unknown: number; 'not-covered': number }>({
    en: (counts) =>
      `${plural(counts.same, 'route')} the same, ${counts.known} differ as announced, ${counts.unknown} differ otherwise, ${counts['not-covered']} not covered`,
    'zh-CN': (counts) =>
      `${counts.same} 个路由相同，${counts.known} 个有已声明的差异，${counts.unknown} 个有其他差异，${counts['not-covered']} 个未覆盖`,
  }),
  effort: phrase<{ witnesses: number; evaluations: number }>({
    en: ({ witnesses, evaluations }) => `${number(witnesses)} witnesses, ${number(evaluations)} evaluations`,
    'zh-CN': ({ witnesses, evaluations }) => `${number(witnesses)} 个见证，${number(evaluations)} 次求值`,
  }),
  shownBy: phrase<{ count: number; kinds: string }>({
    en: ({ count, kinds }) => `${plural(count, 'witness').replace('witnesss', 'witnesses')} (${kinds})`,
    'zh-CN': ({ count, kinds }) => `${count} 个见证（${kinds}）`,
  }),
  noRoute: text('no route', '无路由'),
  inSource: text('source', '源'),
  inTarget: text('target', '目标'),
  decided: text('decided by', '决定于'),
  nodes: phrase<{ answer: string }>({
    en: ({ answer }) => `while every node ${answer}`,
    'zh-CN': ({ answer }) => `同时每个节点${answer}`,
  }),
  nodesFail: { refused: text('refuses connections', '拒绝连接'), timeout: text('does not answer', '不应答') },
  nodesAnswer: phrase<{ status: number; headers: string }>({
    en: ({ status, headers }) => `answers ${status}${headers === '' ? '' : ` with ${headers}`}`,
    'zh-CN': ({ status, headers }) => `应答 ${status}${headers === '' ? '' : `，带有 ${headers}`}`,
  }),
  more: phrase<{ count: number; how: string }>({
    en: ({ count, how }) => `${count} more causes: ${how}`,
    'zh-CN': ({ count, how }) => `另有 ${count} 个原因：${how}`,
  }),
  untried: phrase<{ what: string }>({
    en: ({ what }) => `not tried: ${what}`,
    'zh-CN': ({ what }) => `未尝试：${what}`,
  }),
} as const;
