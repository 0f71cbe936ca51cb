/** What the examples in the help do. */
import { text } from './phrase.ts';

export const examples = {
  approve: text('let the only waiting migration go on', '批准唯一一个等待中的迁移'),
  approveReason: text('name the migration, and say why', '指定迁移并说明原因'),
  pause: text('stay at the present share', '保持当前流量份额'),
  resume: text('go on where it stopped', '从停下的地方继续'),
  rollback: text('go back in order, by the engine', '由引擎按顺序回退'),
  breakGlass: text('go back although the engine is dead', '即使引擎不可用也立即回退'),
  status: text('one look', '查看一次'),
  watch: text('a live view; Ctrl-C leaves it', '实时视图；按 Ctrl-C 退出'),
  events: text('the history so far', '目前为止的历史'),
  follow: text('as JSON Lines, for another program', '以 JSON Lines 输出，供其他程序使用'),
  list: text('all of them, as JSON', '以 JSON 列出全部迁移'),
  engineStop: text(
    'end supervisor, worker and engine; traffic keeps flowing',
    '结束监督进程、工作进程和引擎；流量不受影响',
  ),
  version: text('for a report', '用于报告问题'),
  explain: text('what one code means', '某个代码的含义'),
  explainAll: text('every code there is', '全部代码'),
  run: text('carry it through, and watch', '执行并观察'),
  runDetached: text('start it and come back at once', '启动后立即返回'),
  runAccept: text('although the route `admin` will be closed', '即使路由 `admin` 将被关闭'),
  plan: text('what would be done, in order', '将要执行的步骤'),
  convert: text('into the folder out', '写入文件夹 out'),
  convertStrict: text('for a pipeline: no finding of level warning or worse', '用于流水线：不允许警告或更严重的发现项'),
  ask: text('who answers these requests, and why', '这些请求由谁应答，为什么'),
  askPipe: text('one request, as JSON', '以 JSON 询问一个请求'),
  prove: text('what a conversion wrote into the folder out', '检查转换写入文件夹 out 的结果'),
  proveReport: text('a page for the team', '供团队查看的页面'),
  emulate: text('try the estate without the gateway', '无需网关即可试用配置'),
} as const;
