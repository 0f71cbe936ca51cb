/** Dividing traffic: codes TRF010 to TRF029. */
import { define } from '../finding/define.ts';

export const switching = {
  TRF010: define<{ migration: string; ours: number; found: number; author: string }>({
    level: 'error',
    title: { en: 'A newer decision is already in force', 'zh-CN': '已有更新的决定生效' },
    message: {
      en: ({ migration, ours, found, author }) =>
        `${migration}: generation ${ours} was not written, because ${author} has written generation ${found}`,
      'zh-CN': ({ migration, ours, found, author }) =>
        `${migration}：第 ${ours} 代未写入，因为 ${author} 已写入第 ${found} 代`,
    },
    fix: {
      en: () => 'look at `banyan status`; `banyan resume` begins again with the first share',
      'zh-CN': () => '查看 `banyan status`；`banyan resume` 会从第一个流量份额重新开始',
    },
    explanation: {
      en: 'Every decision about shares has a rising number. The switch refuses an older one, so that a late or doubled write cannot undo a rollback.',
      'zh-CN': '每个流量份额决定都有递增的编号。切换器拒绝较旧的决定，因此迟到或重复的写入不会撤销回滚。',
    },
  }),
  TRF011: define<{ migration: string; generation: number; author: string }>({
    level: 'error',
    title: { en: 'Two decisions with one number', 'zh-CN': '两个决定使用了同一编号' },
    message: {
      en: ({ migration, generation, author }) =>
        `${migration}: generation ${generation} is already taken by ${author} with other shares`,
      'zh-CN': ({ migration, generation, author }) => `${migration}：第 ${generation} 代已被 ${author} 用于其他份额`,
    },
    fix: {
      en: () => 'see who else writes to this edge; only one may',
      'zh-CN': () => '检查还有谁在写入这个边缘代理；只允许一个写入者',
    },
    explanation: {
      en: 'The same generation with the same shares may be written again and changes nothing; with other shares it comes from a second writer.',
      'zh-CN': '同一代且份额相同的重复写入不产生变化；份额不同则说明有第二个写入者。',
    },
  }),
  TRF012: define<{ migration: string; generation: number; seconds: number }>({
    level: 'error',
    title: { en: 'The edge has not loaded the shares', 'zh-CN': '边缘代理尚未加载份额' },
    message: {
      en: ({ migration, generation, seconds }) =>
        `${migration}: Envoy has not loaded generation ${generation} within ${seconds} s; it is written and may still be loaded`,
      'zh-CN': ({ migration, generation, seconds }) =>
        `${migration}：Envoy 在 ${seconds} 秒内未加载第 ${generation} 代；该代已写入，之后仍可能被加载`,
    },
    fix: {
      en: () => 'nothing to do: what is loaded is read again before the next write',
      'zh-CN': () => '无需操作：下次写入前会重新读取已加载的内容',
    },
    explanation: {
      en: 'A write counts only when Envoy shows it in its own configuration dump.',
      'zh-CN': '只有当 Envoy 的配置转储中显示该内容时，写入才算生效。',
    },
  }),
  TRF013: define<{ migration: string; reason: string }>({
    level: 'error',
    title: { en: 'The edge rejected an update', 'zh-CN': '边缘代理拒绝了更新' },
    message: {
      en: ({ migration, reason }) => `${migration}: Envoy rejected the update and keeps what it had: ${reason}`,
      'zh-CN': ({ migration, reason }) => `${migration}：Envoy 拒绝了更新并保留原有配置：${reason}`,
    },
    fix: {
      en: () => 'correct the match conditions of the phases that Envoy names',
      'zh-CN': () => '修正 Envoy 指出的阶段匹配条件',
    },
    explanation: {
      en: 'Envoy checks an update as a whole. The former files were put back, so that a restart finds what is being served.',
      'zh-CN': 'Envoy 整体校验更新。原文件已恢复，重启后仍使用正在服务的配置。',
    },
  }),
  TRF014: define<{ migration: string; phase: string; recorded: number; loaded: number }>({
    level: 'error',
    title: { en: 'Somebody else changed the shares', 'zh-CN': '份额被他人修改' },
    message: {
      en: ({ migration, phase, recorded, loaded }) =>
        `${migration}: ${phase} has ${loaded} % on the new side, recorded are ${recorded} %`,
      'zh-CN': ({ migration, phase, recorded, loaded }) =>
        `${migration}：${phase} 在新侧的份额为 ${loaded} %，记录为 ${recorded} %`,
    },
    fix: {
      en: () => 'find the second writer; a migration under way sends everything back to the old side by itself',
      'zh-CN': () => '找出第二个写入者；进行中的迁移会自动把全部流量切回旧侧',
    },
    explanation: {
      en: 'The loaded weights do not agree with the record that every write of ours leaves beside them.',
      'zh-CN': '已加载的权重与每次写入时留下的记录不一致。',
    },
  }),
  TRF015: define<{ migration: string }>({
    level: 'error',
    title: { en: 'The edge does not know the migration', 'zh-CN': '边缘代理不认识该迁移' },
    message: {
      en: ({ migration }) => `the edge has no routes for ${migration}`,
      'zh-CN': ({ migration }) => `边缘代理中没有 ${migration} 的路由`,
    },
    fix: {
      en: () => '`banyan run` puts the edge in front; otherwise check the name',
      'zh-CN': () => '`banyan run` 会放置边缘代理；否则请检查名称',
    },
    explanation: {
      en: 'Shares can be written only after the edge was put in front of both sides.',
      'zh-CN': '只有在边缘代理置于两侧之前以后，才能写入份额。',
    },
  }),
  TRF016: define<{ name: string; seconds: number }>({
    level: 'error',
    title: { en: 'Somebody else is writing', 'zh-CN': '有其他程序正在写入' },
    message: {
      en: ({ name, seconds }) => `${name} was locked by another process for ${seconds} s`,
      'zh-CN': ({ name, seconds }) => `${name} 被另一个进程锁定了 ${seconds} 秒`,
    },
    fix: {
      en: () => 'try again; a process that hangs must be ended first (its lock goes with it)',
      'zh-CN': () => '请重试；如有挂起的进程，请先结束它（锁会随之释放）',
    },
    explanation: {
      en: 'Only one process writes at a time. The kernel releases the lock when its holder dies.',
      'zh-CN': '同一时间只允许一个进程写入。持有者终止时，内核会释放锁。',
    },
  }),
  TRF017: define<{ file: string; reason: string }>({
    level: 'error',
    title: { en: 'A file cannot be written', 'zh-CN': '无法写入文件' },
    message: {
      en: ({ file, reason }) => `${file} cannot be written: ${reason}`,
      'zh-CN': ({ file, reason }) => `无法写入 ${file}：${reason}`,
    },
    fix: {
      en: () => 'make room on the disk or give the folder to the user who runs banyan',
      'zh-CN': () => '释放磁盘空间，或将文件夹授权给运行 banyan 的用户',
    },
    explanation: {
      en: 'Files are replaced as a whole, so the former content is untouched.',
      'zh-CN': '文件整体替换，因此原有内容未受影响。',
    },
  }),
  TRF018: define<{ migration: string; phase: string; share: number; granularity: number }>({
    level: 'error',
    title: { en: 'A share that the switch cannot express', 'zh-CN': '切换器无法表达的份额' },
    message: {
      en: ({ migration, phase, share }) => `${migration}: ${phase} cannot have a share of ${share} %`,
      'zh-CN': ({ migration, phase, share }) => `${migration}：${phase} 的份额不能为 ${share} %`,
    },
    fix: {
      en: ({ granularity }) => `give a share from 0 to 100, in steps of ${granularity}`,
      'zh-CN': ({ granularity }) => `份额应在 0 到 100 之间，步长 ${granularity}`,
    },
    explanation: {
      en: 'Shares are percentages of requests on the new side. Nothing was written.',
      'zh-CN': '份额是新侧请求所占的百分比。没有写入任何内容。',
    },
  }),
  TRF019: define<{ file: string; reason: string }>({
    level: 'error',
    title: { en: 'A file of the edge cannot be read', 'zh-CN': '无法读取边缘代理的文件' },
    message: {
      en: ({ file, reason }) => `${file} cannot be read: ${reason}`,
      'zh-CN': ({ file, reason }) => `无法读取 ${file}：${reason}`,
    },
    fix: {
      en: () => 'put the file back from a backup, or take the edge away and put it in front again',
      'zh-CN': () => '从备份恢复该文件，或移除边缘代理后重新放置',
    },
    explanation: {
      en: 'The edge describes each migration in a file beside its routes. Somebody changed it by hand, or the disk lost it.',
      'zh-CN': '边缘代理用文件描述每个迁移。该文件可能被手工修改或已丢失。',
    },
  }),
  TRF020: define<{ migration: string; phase: string }>({
    level: 'error',
    title: { en: 'The edge does not know the phase', 'zh-CN': '边缘代理不认识该阶段' },
    message: {
      en: ({ migration, phase }) => `${migration} has no phase ${phase} on the edge`,
      'zh-CN': ({ migration, phase }) => `边缘代理上的 ${migration} 没有阶段 ${phase}`,
    },
    fix: {
      en: () => 'put the edge in front again, so that it learns the phases of the document',
      'zh-CN': () => '重新放置边缘代理，使其获知文档中的阶段',
    },
    explanation: {
      en: 'A write names the whole division, one share for each phase that the edge knows; nothing was written.',
      'zh-CN': '一次写入包含完整的划分，即边缘代理已知的每个阶段各一个份额；没有写入任何内容。',
    },
  }),
  TRF021: define<{ migration: string; phase: string }>({
    level: 'error',
    title: { en: 'A phase has no share', 'zh-CN': '阶段缺少份额' },
    message: {
      en: ({ migration, phase }) => `${migration}: the write says nothing about ${phase}`,
      'zh-CN': ({ migration, phase }) => `${migration}：写入内容没有说明 ${phase}`,
    },
    fix: {
      en: () => 'give every phase of the migration a share; 0 leaves it on the old side',
      'zh-CN': () => '为迁移的每个阶段给出份额；0 表示保留在旧侧',
    },
    explanation: {
      en: 'Shares are written as a whole, so that a write means the same whatever was there before. Nothing was written.',
      'zh-CN': '份额整体写入，因此写入的含义不依赖之前的状态。没有写入任何内容。',
    },
  }),
  TRF022: define<{ migration: string; phase: string; share: number }>({
    level: 'error',
    title: { en: 'A phase with traffic cannot be taken away', 'zh-CN': '有流量的阶段不能移除' },
    message: {
      en: ({ migration, phase, share }) => `${migration}: ${phase} still has ${share} % on the new side`,
      'zh-CN': ({ migration, phase, share }) => `${migration}：${phase} 在新侧仍有 ${share} % 的流量`,
    },
    fix: {
      en: () => 'bring the phase back to 0 first (`banyan rollback`), or leave it in the document',
      'zh-CN': () => '先将该阶段恢复到 0（`banyan rollback`），或在文档中保留它',
    },
    explanation: {
      en: 'The document no longer has a phase that the edge is serving from the new side. The edge was left as it is.',
      'zh-CN': '文档中已没有该阶段，而边缘代理仍在由新侧为其服务。边缘代理保持不变。',
    },
  }),
  TRF023: define<{ file: string; seconds: number }>({
    level: 'error',
    title: { en: 'The edge has not loaded its files', 'zh-CN': '边缘代理尚未加载文件' },
    message: {
      en: ({ file, seconds }) => `Envoy has not loaded ${file} within ${seconds} s`,
      'zh-CN': ({ file, seconds }) => `Envoy 在 ${seconds} 秒内未加载 ${file}`,
    },
    fix: {
      en: () => 'try again when the machine is less busy; the same step may be repeated',
      'zh-CN': () => '在机器较空闲时重试；该步骤可以重复执行',
    },
    explanation: {
      en: 'Clusters and listeners are files that Envoy watches; a change counts when Envoy says that it has loaded it.',
      'zh-CN': '集群和监听器是 Envoy 监视的文件；只有 Envoy 报告已加载时，更改才算生效。',
    },
  }),
} as const;
