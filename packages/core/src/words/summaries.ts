/** One line for each command, for `banyan --help`. Nothing else is loaded for it. */
import { text } from './phrase.ts';

export const summaries = {
  convert: text(
    'write the configuration of a new gateway, and account for every field',
    '生成新网关的配置，并逐项说明每个字段的去向',
  ),
  ask: text(
    'answer requests by the rules of a configuration, with the reason for each decision',
    '按配置的规则回答请求，并说明每一步的理由',
  ),
  prove: text(
    'show whether the target answers as the source does, or the request that tells them apart',
    '证明目标的应答与源相同，或给出能区分两者的请求',
  ),
  emulate: text('serve a configuration as its gateway would', '像原网关一样提供服务'),
  explain: text('say what a code means and what to do about it', '解释代码的含义和处理办法'),
  plan: text(
    'show the steps of a migration, how each is verified, and the way back',
    '列出迁移步骤、各步的验证方法和回退方法',
  ),
  run: text('carry a migration through, and watch it', '执行迁移并实时观察'),
  status: text('show where a migration stands and what comes next', '查看迁移的进度和下一步'),
  events: text('print the history of a migration', '输出迁移的历史记录'),
  indicators: text(
    'show what each counter of a migration measures now, and how',
    '显示迁移各计数器当前的测量值及其查询',
  ),
  approve: text('let a migration go on that waits for a human', '批准正在等待人工确认的迁移继续'),
  pause: text('stop before the next step, and keep the share as it is', '在下一步之前停下，并保持当前流量份额'),
  resume: text('go on after a pause, or after a break-glass rollback', '在暂停或紧急回滚之后继续'),
  rollback: text('send everything back to the old gateway, now', '立即把全部流量切回旧网关'),
  split: text('read or write the shares of a switch by hand', '手动读取或写入切换器的份额'),
  evidence: text('print or check the signed record of a migration', '输出或核验迁移的签名记录'),
  list: text('list the migrations on this machine', '列出本机上的迁移'),
  engine: text('look after the engine that carries migrations through', '管理执行迁移的引擎'),
  version: text('print the versions of everything that takes part', '输出各组成部分的版本'),
} as const;

export const groups = {
  understand: text('Convert and try', '转换与试用'),
  move: text('Carry a migration through', '执行迁移'),
  watch: text('See where things stand', '查看状态'),
  other: text('Other', '其他'),
} as const;
