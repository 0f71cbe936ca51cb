/** What `banyan prove` says for people. */
import { phrase, plural, text } from './phrase.ts';

const number = (value: number): string => value.toLocaleString('en-US');

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
  reportFile: text(
    'write a page here with all differences and what was covered',
    '将包含全部差异和覆盖情况的页面写入此文件',
  ),
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
