/** What may be wrong in a Migration document: MIG001 to MIG005, MIG022 and up. */
import { define } from '../finding/define.ts';
import { text as explain } from '../words/phrase.ts';

type Both = Readonly<Record<string, { readonly en: string; readonly 'zh-CN': string }>>;

/** Names of types as the schema library calls them. */
const types: Both = {
  string: { en: 'text', 'zh-CN': '文本' },
  number: { en: 'a number', 'zh-CN': '数字' },
  int: { en: 'a whole number', 'zh-CN': '整数' },
  boolean: { en: 'true or false', 'zh-CN': ' true 或 false' },
  array: { en: 'a list', 'zh-CN': '列表' },
  object: { en: 'an object', 'zh-CN': '对象' },
};

/** Forms of texts, by the names that the document's schema gives them. */
const forms: Both = {
  address: { en: 'host:port, for example 127.0.0.1:9080', 'zh-CN': '主机:端口，例如 127.0.0.1:9080' },
  duration: { en: 'a time span such as 30s, 10m or 1h30m', 'zh-CN': '时间段，例如 30s、10m 或 1h30m' },
  percent: { en: 'a percentage such as 0.5%', 'zh-CN': '百分比，例如 0.5%' },
  name: { en: 'lower-case letters, digits and hyphens, at most 63', 'zh-CN': '小写字母、数字和连字符，最多 63 个' },
  'clock-time': { en: 'hours and minutes in quotes, such as "09:00"', 'zh-CN': '带引号的时分，例如 "09:00"' },
  datetime: { en: 'a moment such as 2026-12-18T00:00:00Z', 'zh-CN': '时刻，例如 2026-12-18T00:00:00Z' },
  url: { en: 'an address such as http://127.0.0.1:9091/metrics', 'zh-CN': '网址，例如 http://127.0.0.1:9091/metrics' },
};

const seeSchema = {
  en: () => 'correct the value; an editor that knows docs/schemas/migration.json shows what is possible',
  'zh-CN': () => '请修正该值；支持 docs/schemas/migration.json 的编辑器会提示可用的写法',
};

export const migrationDocument = {
  MIG001: define<{ field: string; expected: string }>({
    level: 'error',
    title: { en: 'A field of the migration has the wrong type', 'zh-CN': '迁移文档的字段类型有误' },
    message: {
      en: (p) => `${p.field} must be ${types[p.expected]?.en ?? p.expected}`,
      'zh-CN': (p) => `${p.field} 必须是${types[p.expected]?.['zh-CN'] ?? ` ${p.expected}`}`,
    },
    fix: seeSchema,
    explanation: explain(
      'The document does not fit the published schema of a Migration.',
      '文档不符合已发布的 Migration 模式。',
    ),
  }),
  MIG029: define<{ field: string; allowed: string }>({
    level: 'error',
    title: { en: 'A value that is not possible', 'zh-CN': '不允许的值' },
    message: {
      en: (p) => `${p.field} must be one of: ${p.allowed}`,
      'zh-CN': (p) => `${p.field} 只能是以下之一：${p.allowed}`,
    },
    fix: seeSchema,
    explanation: explain('Only these values have a meaning here.', '此处只有这些值有意义。'),
  }),
  MIG030: define<{ field: string; form: string }>({
    level: 'error',
    title: { en: 'A value is written in the wrong form', 'zh-CN': '值的写法有误' },
    message: {
      en: (p) => `${p.field}: write ${forms[p.form]?.en ?? p.form}`,
      'zh-CN': (p) => `${p.field}：请写${forms[p.form]?.['zh-CN'] ?? ` ${p.form}`}`,
    },
    fix: seeSchema,
    explanation: explain(
      'The text could be understood in more than one way, or in none.',
      '该文本含义不明确或无法理解。',
    ),
  }),
  MIG031: define<{ field: string; limit: string }>({
    level: 'error',
    title: { en: 'A value is too small or too large', 'zh-CN': '值过小或过大' },
    message: { en: (p) => `${p.field} must be ${p.limit}`, 'zh-CN': (p) => `${p.field} 必须 ${p.limit}` },
    fix: seeSchema,
    explanation: explain('The value lies outside of what has a meaning.', '该值超出了有意义的范围。'),
  }),
  MIG032: define<{ field: string }>({
    level: 'error',
    title: { en: 'A field is missing', 'zh-CN': '缺少字段' },
    message: { en: (p) => `${p.field} is missing`, 'zh-CN': (p) => `缺少 ${p.field}` },
    fix: { en: (p) => `write ${p.field}`, 'zh-CN': (p) => `请写上 ${p.field}` },
    explanation: explain('There is no default for this field.', '该字段没有默认值。'),
  }),
  MIG033: define({
    level: 'error',
    title: { en: 'Where is the old gateway?', 'zh-CN': '旧网关在哪里？' },
    message: {
      en: () => 'the source names neither the address of the old gateway nor `emulate: true`',
      'zh-CN': () => '源配置既没有旧网关的地址，也没有 `emulate: true`',
    },
    fix: {
      en: () => 'write `address: host:port` of the running gateway, or `emulate: true` to try it without',
      'zh-CN': () => '请写运行中网关的 `address: host:port`，或写 `emulate: true` 进行试用',
    },
    explanation: explain('The edge needs somebody to send requests to.', '边缘代理需要请求的去处。'),
  }),
  MIG002: define<{ field: string; where: string; meant: string }>({
    level: 'error',
    title: { en: 'Unknown field', 'zh-CN': '未知字段' },
    message: {
      en: (p) => `'${p.field}' is no field of ${p.where}${p.meant === '' ? '' : `; did you mean '${p.meant}'?`}`,
      'zh-CN': (p) => `“${p.field}”不是 ${p.where} 的字段${p.meant === '' ? '' : `；是否想写“${p.meant}”？`}`,
    },
    fix: {
      en: (p) => (p.meant === '' ? 'remove the field' : `write '${p.meant}', or remove the field`),
      'zh-CN': (p) => (p.meant === '' ? '请删除该字段' : `请改为“${p.meant}”，或删除该字段`),
    },
    explanation: explain(
      'A field that nobody reads would look as if it had an effect, so it is refused.',
      '无人读取的字段会让人误以为它有作用，因此被拒绝。',
    ),
  }),
  MIG003: define<{ phase: string; selector: string; meant: string }>({
    level: 'error',
    title: { en: 'A phase selects no route', 'zh-CN': '阶段未选中任何路由' },
    message: {
      en: (p) =>
        `phase ${p.phase}: ${p.selector} selects no route of the source${p.meant === '' ? '' : `; did you mean '${p.meant}'?`}`,
      'zh-CN': (p) =>
        `阶段 ${p.phase}：${p.selector} 未选中源配置中的任何路由${p.meant === '' ? '' : `；是否想写“${p.meant}”？`}`,
    },
    fix: {
      en: () => 'name a route id of the source, or a host or path that one of its routes has',
      'zh-CN': () => '请写源配置中的路由 id，或某条路由的主机名或路径',
    },
    explanation: explain(
      'Each selector must choose at least one route, so that a phase moves what its author had in mind.',
      '每个选择器必须至少选中一条路由，以确保阶段迁移的是作者想要的内容。',
    ),
  }),
  MIG004: define<{ route: string; first: string; second: string }>({
    level: 'error',
    title: { en: 'A route is in two phases', 'zh-CN': '路由属于两个阶段' },
    message: {
      en: (p) => `route ${p.route} is in phase ${p.first} and in phase ${p.second}`,
      'zh-CN': (p) => `路由 ${p.route} 同时属于阶段 ${p.first} 和 ${p.second}`,
    },
    fix: { en: () => 'leave it in one of them', 'zh-CN': () => '请只保留在其中一个阶段' },
    explanation: explain('A request can be sent by one share only.', '一个请求只能按一个份额分配。'),
  }),
  MIG005: define<{ routes: string; count: number }>({
    level: 'warning',
    title: { en: 'Routes outside of every phase', 'zh-CN': '有路由不属于任何阶段' },
    message: {
      en: (p) => `${p.count} routes of the source are in no phase and stay on the old gateway: ${p.routes}`,
      'zh-CN': (p) => `源配置中有 ${p.count} 条路由不属于任何阶段，将留在旧网关：${p.routes}`,
    },
    fix: {
      en: () => 'add them to a phase if they are to be moved',
      'zh-CN': () => '如需迁移，请将其加入某个阶段',
    },
    explanation: explain(
      'The edge sends what belongs to no phase to the old gateway, also after the migration has completed.',
      '不属于任何阶段的请求由边缘代理送往旧网关，迁移完成后也是如此。',
    ),
  }),
  MIG022: define<{ phase: string; share: number; before: number }>({
    level: 'error',
    title: { en: 'Stages must rise', 'zh-CN': '份额必须递增' },
    message: {
      en: (p) => `phase ${p.phase}: the share ${p.share} % follows ${p.before} %`,
      'zh-CN': (p) => `阶段 ${p.phase}：份额 ${p.share} % 位于 ${p.before} % 之后`,
    },
    fix: { en: () => 'order the stages by rising share', 'zh-CN': () => '请按份额从小到大排列' },
    explanation: explain(
      'Going forward means more on the new side; less of it is a rollback, which happens by itself.',
      '前进意味着新侧份额增加；减少属于回滚，会自动进行。',
    ),
  }),
  MIG023: define<{ address: string }>({
    level: 'error',
    title: { en: 'Two things would listen on one address', 'zh-CN': '地址冲突' },
    message: {
      en: (p) => `${p.address} is used for two of: old gateway, new gateway, edge`,
      'zh-CN': (p) => `旧网关、新网关、边缘代理中有两个使用 ${p.address}`,
    },
    fix: { en: () => 'give each an address of its own', 'zh-CN': () => '请为每一个指定各自的地址' },
    explanation: explain(
      'The edge stands beside the old gateway on this machine, so both need an address.',
      '边缘代理与旧网关在同一台机器上，各需一个地址。',
    ),
  }),
  MIG028: define<{ route: string; other: string }>({
    level: 'error',
    title: { en: 'Routes that cannot be moved apart', 'zh-CN': '路由无法分开迁移' },
    message: {
      en: (p) =>
        `routes ${p.route} and ${p.other} have the same host and path, and only another condition tells them apart; the edge cannot`,
      'zh-CN': (p) => `路由 ${p.route} 和 ${p.other} 的主机名和路径相同，仅由其他条件区分；边缘代理无法区分`,
    },
    fix: { en: () => 'put both into the same phase', 'zh-CN': () => '请将两者放入同一阶段' },
    explanation: explain(
      'The edge decides by host, path and method which phase a request belongs to.',
      '边缘代理按主机名、路径和方法决定请求属于哪个阶段。',
    ),
  }),
  MIG036: define<{ first: string; second: string }>({
    level: 'error',
    title: { en: 'More than one edge', 'zh-CN': '指定了多个边缘' },
    message: {
      en: ({ first, second }) => `spec.edge names ${first} and ${second}; one of them divides the traffic`,
      'zh-CN': ({ first, second }) => `spec.edge 同时指定了 ${first} 和 ${second}；只能由其中一个划分流量`,
    },
    fix: {
      en: () => 'leave one of them; without any, Banyan runs an edge on Envoy',
      'zh-CN': () => '只保留一个；都不指定时，Banyan 运行基于 Envoy 的边缘',
    },
    explanation: explain(
      'Shares are absolute, so they belong to one switch. Two in a row would multiply them.',
      '份额是绝对值，只能属于一个切换器。两个串联会使份额相乘。',
    ),
  }),
  MIG045: define<{ phase: string; share: number }>({
    level: 'error',
    title: { en: 'A share in the middle of a big bang', 'zh-CN': '一次性切换中出现部分份额' },
    message: {
      en: (p) => `the mode is big-bang, but a stage of ${p.phase} asks for ${p.share} %`,
      'zh-CN': (p) => `模式为 big-bang，但 ${p.phase} 的某个阶段要求 ${p.share} %`,
    },
    fix: {
      en: () => 'leave the stage out, or write mode: gradual',
      'zh-CN': () => '请删除该阶段，或写 mode: gradual',
    },
    explanation: explain(
      'In a big-bang each phase moves as a whole, from 0 to 100 %; its gates and its way back are those of any stage.',
      'big-bang 模式下每个阶段整体从 0 切到 100 %；其门限和回退与其他阶段相同。',
    ),
  }),
} as const;
