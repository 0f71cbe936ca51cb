/** What is said while traffic is moved: MIG007 to MIG014, MIG021, MIG024 and up, MIG034. */
import { define } from '../finding/define.ts';
import { text as explain } from '../words/phrase.ts';

type Counted = { phase: string; share: number; counter: string; observed: number };
type Judged = { phase: string; gate: string; indicator: string; side: string; reason: string; samples: number };
const nothingToDo = { en: () => 'nothing to do', 'zh-CN': () => '无需处理' };

export const migrationTraffic = {
  MIG007: define<Counted & { samples: number }>({
    level: 'error',
    title: { en: 'The share is not what was asked for', 'zh-CN': '实际份额与要求不符' },
    message: {
      en: (p) =>
        `${p.phase}: ${p.counter} counts ${p.observed} % of ${p.samples} requests on the new side instead of ${p.share} %`,
      'zh-CN': (p) =>
        `${p.phase}：${p.counter} 统计的 ${p.samples} 个请求中有 ${p.observed} % 在新侧，而不是 ${p.share} %`,
    },
    fix: {
      en: () =>
        'look for traffic around the edge and for a second writer of weights; APISIX counts only routes with the prometheus plugin',
      'zh-CN': () => '请检查是否有流量绕过边缘代理，或有他人写入权重；APISIX 只统计启用了 prometheus 插件的路由',
    },
    explanation: explain(
      'A weight that was accepted is not believed until three independent counters show it.',
      '被接受的权重要由三个独立计数器证实后才算数。',
    ),
  }),
  MIG008: define<{ counter: string }>({
    level: 'warning',
    title: { en: 'A counter does not answer', 'zh-CN': '计数器没有应答' },
    message: { en: (p) => `the counter ${p.counter} cannot be read`, 'zh-CN': (p) => `无法读取计数器 ${p.counter}` },
    fix: {
      en: () => 'bring it back, or roll back; without it nothing goes forward',
      'zh-CN': () => '请恢复该计数器，或回滚；没有它就不会前进',
    },
    explanation: explain('What cannot be measured is not taken for well.', '无法测量的情况不视为正常。'),
  }),
  MIG034: define<{ phase: string; counter: string }>({
    level: 'warning',
    title: { en: 'A counter does not count', 'zh-CN': '计数器没有计数' },
    message: {
      en: (p) => `${p.phase}: ${p.counter} stands still although other counters show requests on its side`,
      'zh-CN': (p) => `${p.phase}：其他计数器显示有请求到达该侧，但 ${p.counter} 没有变化`,
    },
    fix: {
      en: (p) =>
        p.counter.endsWith('old-gateway')
          ? 'enable the prometheus plugin of APISIX on every route of the phase or as a global rule, and let spec.source.metrics point to its exporter'
          : 'see whether the program and its admin interface are the ones that serve; or roll back',
      'zh-CN': (p) =>
        p.counter.endsWith('old-gateway')
          ? '请在该阶段的每条路由上或以全局规则启用 APISIX 的 prometheus 插件，并让 spec.source.metrics 指向其导出器'
          : '请检查该程序及其管理接口是否就是正在服务的实例；或回滚',
    },
    explanation: explain(
      'A counter that does not count says nothing about the share: the step waits and concludes nothing. An exporter that renews its numbers now and then is waited for in the same way.',
      '没有计数的计数器无法说明份额：步骤会等待，不作结论。对于定期刷新数值的导出器，也同样等待。',
    ),
  }),
  MIG009: define<{ phase: string; share: number; counter: string; samples: number }>({
    level: 'info',
    title: { en: 'Too few requests to verify the share', 'zh-CN': '请求太少，无法验证份额' },
    message: {
      en: (p) => `${p.phase}: ${p.samples} requests since the write are too few to tell ${p.share} % (${p.counter})`,
      'zh-CN': (p) => `${p.phase}：写入后只有 ${p.samples} 个请求，不足以确认 ${p.share} %（${p.counter}）`,
    },
    fix: { en: () => 'wait for traffic, or roll back', 'zh-CN': () => '请等待流量，或回滚' },
    explanation: explain('No data is never a pass: the step waits.', '没有数据绝不算通过：步骤会等待。'),
  }),
  MIG010: define<Judged & { value: number; atMost: number }>({
    level: 'error',
    title: { en: 'A gate failed', 'zh-CN': '门禁未通过' },
    message: {
      en: (p) =>
        `${p.phase}: ${p.indicator} on the ${p.side} side is ${p.value}, the limit is ${p.atMost} (${p.samples} requests, ${p.reason})`,
      'zh-CN': (p) =>
        `${p.phase}：${p.side} 侧的 ${p.indicator} 为 ${p.value}，上限为 ${p.atMost}（${p.samples} 个请求，${p.reason}）`,
    },
    fix: {
      en: () => 'everything goes back to the old side by itself; find the cause, then run the migration again',
      'zh-CN': () => '流量会自动回到旧侧；请查明原因后再次运行迁移',
    },
    explanation: explain(
      'Gates judge errors and latency of both sides while a share is held. A failed gate is a rollback.',
      '在保持份额期间，门禁判断两侧的错误率和延迟。门禁失败即回滚。',
    ),
  }),
  MIG011: define<Counted>({
    level: 'warning',
    title: { en: 'The share does not show yet', 'zh-CN': '份额尚未体现' },
    message: {
      en: (p) => `${p.phase}: ${p.counter} shows ${p.observed} % instead of ${p.share} %`,
      'zh-CN': (p) => `${p.phase}：${p.counter} 显示 ${p.observed} %，而不是 ${p.share} %`,
    },
    fix: nothingToDo,
    explanation: explain(
      'A counter contradicts the share that was written. If that lasts, it is a failure.',
      '计数器与写入的份额不符。如果持续，则视为失败。',
    ),
  }),
  MIG012: define<Judged>({
    level: 'info',
    title: { en: 'A gate cannot decide yet', 'zh-CN': '门禁尚无法判断' },
    message: {
      en: (p) => `${p.phase}: ${p.indicator} on the ${p.side} side: ${p.reason} (${p.samples} requests)`,
      'zh-CN': (p) => `${p.phase}：${p.side} 侧的 ${p.indicator}：${p.reason}（${p.samples} 个请求）`,
    },
    fix: { en: () => 'wait for traffic, or roll back', 'zh-CN': () => '请等待流量，或回滚' },
    explanation: explain('The step waits until the gate can decide.', '步骤会等待，直到门禁能够判断。'),
  }),
  MIG013: define<{ phase: string; share: number; found: number }>({
    level: 'error',
    title: { en: 'The switch holds another share', 'zh-CN': '流量开关中的份额不同' },
    message: {
      en: (p) => `${p.phase}: the switch holds ${p.found} % instead of ${p.share} %`,
      'zh-CN': (p) => `${p.phase}：流量开关中为 ${p.found} %，而不是 ${p.share} %`,
    },
    fix: { en: () => 'look for somebody else who writes it', 'zh-CN': () => '请检查是否有他人写入' },
    explanation: explain('Every weight is read back after it was written.', '每个权重写入后都会回读。'),
  }),
  MIG014: define<{ phase: string; requests: number }>({
    level: 'error',
    title: { en: 'Requests still arrive on the new side', 'zh-CN': '新侧仍收到请求' },
    message: {
      en: (p) => `${p.phase}: ${p.requests} requests began on the new side after the rollback was written`,
      'zh-CN': (p) => `${p.phase}：写入回滚后仍有 ${p.requests} 个请求在新侧开始`,
    },
    fix: {
      en: () => 'it is written again by itself; if that does not help, stop the new gateway',
      'zh-CN': () => '会自动再次写入；若仍无效，请停止新网关',
    },
    explanation: explain(
      'A rollback is done when nothing begins on the new side.',
      '新侧不再有新请求时，回滚才算完成。',
    ),
  }),
  MIG021: define<{ phase: string; requests: number }>({
    level: 'error',
    title: { en: 'Requests still arrive on the old side', 'zh-CN': '旧侧仍收到请求' },
    message: {
      en: (p) => `${p.phase}: ${p.requests} requests went to the old side although the share is 100 %`,
      'zh-CN': (p) => `${p.phase}：份额为 100 %，但仍有 ${p.requests} 个请求去往旧侧`,
    },
    fix: { en: () => 'look for somebody else who writes the weights', 'zh-CN': () => '请检查是否有他人写入权重' },
    explanation: explain('The last look before the migration is called complete.', '在宣布迁移完成前的最后检查。'),
  }),
  MIG024: define<{ who: string; reason: string }>({
    level: 'warning',
    title: { en: 'Rolled back by a human', 'zh-CN': '人工回滚' },
    message: {
      en: (p) => `${p.who} asked for a rollback: ${p.reason}`,
      'zh-CN': (p) => `${p.who} 要求回滚：${p.reason}`,
    },
    fix: nothingToDo,
    explanation: explain('`banyan rollback` was called.', '执行了 `banyan rollback`。'),
  }),
  MIG025: define<{ phase: string; share: number }>({
    level: 'info',
    title: { en: 'Holds a share', 'zh-CN': '保持份额' },
    message: {
      en: (p) => `${p.phase} stays at ${p.share} % while the gates watch`,
      'zh-CN': (p) => `${p.phase} 保持 ${p.share} %，门禁持续监视`,
    },
    fix: nothingToDo,
    explanation: explain('What status says comes next.', '状态中显示的下一步。'),
  }),
  MIG026: define<{ step: string }>({
    level: 'info',
    title: { en: 'Works on a step', 'zh-CN': '正在执行步骤' },
    message: { en: (p) => `works on ${p.step}`, 'zh-CN': (p) => `正在执行 ${p.step}` },
    fix: nothingToDo,
    explanation: explain('What status says comes next.', '状态中显示的下一步。'),
  }),
  MIG027: define<{ share: number }>({
    level: 'info',
    title: { en: 'Goes back', 'zh-CN': '正在回退' },
    message: {
      en: () => 'everything goes to the old side; then it is verified, and verified again later',
      'zh-CN': () => '全部流量回到旧侧，随后验证，并在稍后再次验证',
    },
    fix: nothingToDo,
    explanation: explain('What status says comes next.', '状态中显示的下一步。'),
  }),
} as const;
