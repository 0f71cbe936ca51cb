/** What the verbs of a migration say on stderr, and the headings of their tables. */
import { phrase, text } from './phrase.ts';

type Named = { name: string };

export const verbs = {
  approved: phrase<Named>({ en: ({ name }) => `${name}: approved`, 'zh-CN': ({ name }) => `${name}：已批准` }),
  paused: phrase<Named>({
    en: ({ name }) => `${name}: stops before the next step; go on with \`banyan resume ${name}\``,
    'zh-CN': ({ name }) => `${name}：将在下一步之前停下；用 \`banyan resume ${name}\` 继续`,
  }),
  resumed: phrase<Named>({ en: ({ name }) => `${name}: goes on`, 'zh-CN': ({ name }) => `${name}：继续` }),
  rollingBack: phrase<Named>({
    en: ({ name }) => `${name}: everything goes back to the old gateway; watch with \`banyan status ${name} -w\``,
    'zh-CN': ({ name }) => `${name}：全部流量正切回旧网关；用 \`banyan status ${name} -w\` 观察`,
  }),
  brokenGlass: phrase<Named & { generation: number }>({
    en: ({ name, generation }) =>
      `${name}: the edge sends everything to the old gateway (generation ${generation}); the engine leaves it so until \`banyan resume ${name}\``,
    'zh-CN': ({ name, generation }) =>
      `${name}：边缘代理已把全部流量切回旧网关（第 ${generation} 代）；在执行 \`banyan resume ${name}\` 之前引擎不会改动`,
  }),
  detached: phrase<Named>({
    en: ({ name }) =>
      `Detached; ${name} goes on. Watch it with \`banyan status ${name} -w\`, go back with \`banyan rollback ${name}\`.`,
    'zh-CN': ({ name }) =>
      `已退出视图，${name} 会继续进行。观察：\`banyan status ${name} -w\`；回退：\`banyan rollback ${name}\`。`,
  }),
  verified: phrase<Named & { events: number; madeAt: string; madeBy: string; key: string; state: string }>({
    en: ({ name, events, madeAt, madeBy, key, state }) =>
      `${name}: ${events} events, whole and unchanged; ${state} when ${madeBy} made it at ${madeAt}; signed with ${key}`,
    'zh-CN': ({ name, events, madeAt, madeBy, key, state }) =>
      `${name}：${events} 条事件，完整且未改动；${madeBy} 于 ${madeAt} 生成时状态为 ${state}；签名密钥 ${key}`,
  }),
  unnamedKey: text(
    'The key is the one that the file names: compare it with that of whoever ran the migration, or name it with --key.',
    '密钥取自文件本身：请与执行迁移者的密钥核对，或用 --key 指定。',
  ),
  finished: {
    completed: phrase<Named>({
      en: ({ name }) => `${name} is completed: the new gateway serves everything.`,
      'zh-CN': ({ name }) => `${name} 已完成：全部流量由新网关处理。`,
    }),
    rolledBack: phrase<Named>({
      en: ({ name }) => `${name} was rolled back: the old gateway serves everything.`,
      'zh-CN': ({ name }) => `${name} 已回滚：全部流量由旧网关处理。`,
    }),
    brokenGlass: phrase<Named>({
      en: ({ name }) =>
        `${name} was rolled back by break-glass: the old gateway serves everything until \`banyan resume ${name}\`.`,
      'zh-CN': ({ name }) => `${name} 已紧急回滚：在执行 \`banyan resume ${name}\` 之前，全部流量由旧网关处理。`,
    }),
    approval: phrase<Named>({
      en: ({ name }) =>
        `${name} waits for a human: \`banyan approve ${name}\` lets it go on, \`banyan rollback ${name}\` goes back.`,
      'zh-CN': ({ name }) =>
        `${name} 正在等待人工确认：\`banyan approve ${name}\` 继续，\`banyan rollback ${name}\` 回退。`,
    }),
    paused: phrase<Named>({
      en: ({ name }) => `${name} is paused: \`banyan resume ${name}\` goes on, \`banyan rollback ${name}\` goes back.`,
      'zh-CN': ({ name }) => `${name} 已暂停：\`banyan resume ${name}\` 继续，\`banyan rollback ${name}\` 回退。`,
    }),
    stuck: phrase<Named>({
      en: ({ name }) =>
        `${name} can go neither on nor back by itself; \`banyan status ${name}\` says why, \`banyan rollback ${name} --break-glass\` sends everything to the old gateway.`,
      'zh-CN': ({ name }) =>
        `${name} 无法自行前进或回退；\`banyan status ${name}\` 说明原因，\`banyan rollback ${name} --break-glass\` 把全部流量切回旧网关。`,
    }),
  },
  stopped: text(
    'The engine has stopped; the proxies keep serving what they have. Any verb starts it again.',
    '引擎已停止；代理继续按现有配置提供服务。任何迁移命令都会重新启动引擎。',
  ),
  none: text('There is no migration on this machine.', '本机上没有迁移。'),
  columns: {
    name: text('name', '名称'),
    state: text('state', '状态'),
    share: text('share', '流量份额'),
    steps: text('steps', '步骤'),
    updated: text('updated', '更新时间'),
  },
} as const;
