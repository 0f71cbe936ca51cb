/** What may be wrong in a Migration document: MIG001 to MIG005, MIG022 and up. */
import { define } from '../finding/define.ts';
import { text as explain } from '../words/phrase.ts';

export const migrationDocument = {
  MIG001: define<{ field: string; problem: string }>({
    level: 'error',
    title: { en: 'A field of the migration is wrong', 'zh-CN': '迁移文档的字段有误' },
    message: { en: (p) => `${p.field}: ${p.problem}`, 'zh-CN': (p) => `${p.field}：${p.problem}` },
    fix: {
      en: () => 'correct the value; an editor that knows docs/schemas/migration.json shows what is possible',
      'zh-CN': () => '请修正该值；支持 docs/schemas/migration.json 的编辑器会提示可用的写法',
    },
    explanation: explain(
      'The document does not fit the published schema of a Migration.',
      '文档不符合已发布的 Migration 模式。',
    ),
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
} as const;
