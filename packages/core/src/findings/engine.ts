/** The durable run of a migration: the engine, its supervisor, and what status says comes next. Codes ENG001 and up. */
import { define } from '../finding/define.ts';
import { engineEvidence } from './engine-evidence.ts';

export const engine = {
  ...engineEvidence,
  ENG001: define<{ folder: string; found: string; expected: string }>({
    level: 'error',
    title: { en: 'Data directory of another version', 'zh-CN': '数据目录属于另一个版本' },
    message: {
      en: (p) => `The data directory ${p.folder} is of version ${p.found}; this Banyan writes version ${p.expected}.`,
      'zh-CN': (p) => `数据目录 ${p.folder} 的版本是 ${p.found}，而此 Banyan 使用版本 ${p.expected}。`,
    },
    fix: {
      en: (p) =>
        `Use the Banyan that made it, or set BANYAN_DATA to another directory; nothing in ${p.folder} was changed.`,
      'zh-CN': (p) => `请使用创建它的 Banyan，或将 BANYAN_DATA 设为其他目录；${p.folder} 未作任何改动。`,
    },
    explanation: {
      en: 'The state of running migrations is kept in a data directory, which carries the version of its layout. Another version is not touched, because a migration under way could be lost.',
      'zh-CN':
        '运行中的迁移状态保存在数据目录中，目录带有布局版本号。其他版本的目录不会被改动，以免丢失正在进行的迁移。',
    },
  }),
  ENG002: define<{ folder: string; reason: string; log: string }>({
    level: 'error',
    title: { en: 'The engine did not start', 'zh-CN': '引擎未能启动' },
    message: {
      en: (p) => `The engine of ${p.folder} did not start: ${p.reason}.`,
      'zh-CN': (p) => `${p.folder} 的引擎未能启动：${p.reason}。`,
    },
    fix: {
      en: (p) =>
        `Read ${p.log}, remove the cause and run the command again; the data planes go on serving what they have.`,
      'zh-CN': (p) => `请查看 ${p.log}，排除原因后重新运行命令；数据面会继续按现有配置提供服务。`,
    },
    explanation: {
      en: 'A supervisor starts the engine and its worker and restarts them when they die. It could not get them ready in time.',
      'zh-CN': '监督进程负责启动引擎及其工作进程，并在其退出后重新启动。它未能在限定时间内使其就绪。',
    },
  }),
  ENG003: define<{ reason: string }>({
    level: 'error',
    title: { en: 'The engine does not answer', 'zh-CN': '引擎没有应答' },
    message: { en: (p) => `The engine does not answer: ${p.reason}.`, 'zh-CN': (p) => `引擎没有应答：${p.reason}。` },
    fix: {
      en: () =>
        'Run the command again; to take traffic back without the engine, use `banyan rollback NAME --break-glass`.',
      'zh-CN': () => '请重新运行命令；若要在没有引擎的情况下收回流量，请使用 `banyan rollback NAME --break-glass`。',
    },
    explanation: {
      en: 'The command could not hand its message to the engine. Migrations under way are not affected by that.',
      'zh-CN': '命令未能把消息交给引擎。正在进行的迁移不受影响。',
    },
  }),
  ENG004: define<{ name: string; folder: string }>({
    level: 'error',
    title: { en: 'No such migration', 'zh-CN': '没有此迁移' },
    message: {
      en: (p) => `There is no migration named ${p.name} in ${p.folder}.`,
      'zh-CN': (p) => `${p.folder} 中没有名为 ${p.name} 的迁移。`,
    },
    fix: {
      en: () => '`banyan list` shows the names; BANYAN_DATA decides which data directory is meant.',
      'zh-CN': () => '用 `banyan list` 查看名称；BANYAN_DATA 决定使用哪个数据目录。',
    },
    explanation: {
      en: 'Migrations are known by the metadata.name of their document, within one data directory.',
      'zh-CN': '在一个数据目录内，迁移以其文档的 metadata.name 识别。',
    },
  }),
  ENG005: define<{ file: string; reason: string }>({
    level: 'error',
    title: { en: 'The data directory cannot be used', 'zh-CN': '无法使用数据目录' },
    message: {
      en: (p) => `${p.file} cannot be read or written: ${p.reason}.`,
      'zh-CN': (p) => `无法读写 ${p.file}：${p.reason}。`,
    },
    fix: {
      en: () => 'Free disk space or correct the permissions, then run the command again.',
      'zh-CN': () => '请释放磁盘空间或修正权限，然后重新运行命令。',
    },
    explanation: {
      en: 'What a migration decides is written to disk before it acts on it; where that is impossible it waits.',
      'zh-CN': '迁移在行动之前会先把决定写入磁盘；无法写入时它会等待。',
    },
  }),
  ENG006: define<{ name: string }>({
    level: 'error',
    title: { en: 'Nothing waits for an approval', 'zh-CN': '没有等待批准的步骤' },
    message: {
      en: (p) => `The migration ${p.name} does not wait for an approval now.`,
      'zh-CN': (p) => `迁移 ${p.name} 目前没有等待批准的步骤。`,
    },
    fix: { en: () => '`banyan status` shows what it does.', 'zh-CN': () => '用 `banyan status` 查看它正在做什么。' },
    explanation: {
      en: 'An approval counts for the step that asks for it; it cannot be given in advance.',
      'zh-CN': '批准只对提出请求的步骤有效，不能预先给出。',
    },
  }),
  ENG007: define<{ name: string; state: string; verb: string }>({
    level: 'error',
    title: { en: 'Not possible in this state', 'zh-CN': '当前状态下无法执行' },
    message: {
      en: (p) => `${p.verb} is not possible: the migration ${p.name} is ${p.state}.`,
      'zh-CN': (p) => `无法执行 ${p.verb}：迁移 ${p.name} 的状态为 ${p.state}。`,
    },
    fix: {
      en: () => '`banyan status` shows the state and what comes next.',
      'zh-CN': () => '用 `banyan status` 查看状态和下一步。',
    },
    explanation: {
      en: 'Pause and resume belong to a migration that is under way, resume also to one that was rolled back around the engine.',
      'zh-CN': '暂停和恢复用于进行中的迁移；恢复也可用于绕过引擎回滚的迁移。',
    },
  }),
  ENG008: define<{ found: number; own: number; author: string }>({
    level: 'warning',
    title: { en: 'Somebody else has written the switch', 'zh-CN': '流量开关已被他人写入' },
    message: {
      en: (p) =>
        `The switch holds generation ${p.found}, written by ${p.author}; this migration is at ${p.own} and writes no more.`,
      'zh-CN': (p) => `流量开关的代次为 ${p.found}（由 ${p.author} 写入），此迁移的代次为 ${p.own}，不再写入。`,
    },
    fix: {
      en: () => 'When the reason is gone, `banyan resume NAME` begins again with the first share.',
      'zh-CN': () => '原因消除后，用 `banyan resume NAME` 从第一个流量份额重新开始。',
    },
    explanation: {
      en: 'Every write carries a generation. A rollback around the engine leaves a much higher one, which the engine respects until a human says otherwise.',
      'zh-CN': '每次写入都带有代次。绕过引擎的回滚会留下高得多的代次，引擎会遵守它，直到有人另作指示。',
    },
  }),
  ENG009: define<{ what: string }>({
    level: 'error',
    title: { en: 'A step ended in an unexpected way', 'zh-CN': '步骤意外结束' },
    message: {
      en: (p) => `A step ended in an unexpected way: ${p.what}.`,
      'zh-CN': (p) => `步骤意外结束：${p.what}。`,
    },
    fix: {
      en: () =>
        'Traffic goes back to the old side. Please report this with the history of the migration (`banyan events`).',
      'zh-CN': () => '流量会回到旧侧。请附上迁移历史（`banyan events`）报告此问题。',
    },
    explanation: {
      en: 'This is a bug. What is not understood is treated as a failure, so that the old side serves.',
      'zh-CN': '这是程序缺陷。无法理解的情况按失败处理，由旧侧提供服务。',
    },
  }),
} as const;
