/** What a stage waits for beyond its gates: a deadline, a calendar; and where phases are measured. MIG040 and up. */
import { define } from '../finding/define.ts';
import { text as explain } from '../words/phrase.ts';

export const migrationWaiting = {
  MIG040: define<{ phase: string; share: number; seconds: number; end: string; doubt: string }>({
    level: 'error',
    title: { en: 'The gates have not decided in time', 'zh-CN': '门禁未能按时作出判断' },
    message: {
      en: (p) =>
        `${p.phase}: after ${p.seconds} s at ${p.share} % the gates have still not decided (${p.doubt}); ${p.end === 'park' ? 'a human must' : 'everything goes back'}`,
      'zh-CN': (p) =>
        `${p.phase}：在 ${p.share} % 停留 ${p.seconds} 秒后，门禁仍未作出判断（${p.doubt}）；${p.end === 'park' ? '需要人工决定' : '全部流量将回退'}`,
    },
    fix: {
      en: () =>
        '`banyan approve` goes on without their verdict, `banyan rollback` goes back; if there are too few requests, allow a larger share, a longer deadline or a larger `worse`',
      'zh-CN': () =>
        '`banyan approve` 表示不等门禁结论继续，`banyan rollback` 回退；若请求太少，可提高份额、延长期限或放宽 `worse`',
    },
    explanation: explain(
      'A stage with a `deadline` waits for its gates no longer than that after its hold time. Not knowing is still never a pass: a human goes on, or the run goes back, as `afterDeadline` says.',
      '设置了 `deadline` 的阶段在保持时间之后最多再等待这么久。不知道仍然不算通过：按 `afterDeadline` 的设置，由人工决定继续，或整体回退。',
    ),
  }),
  MIG041: define<{ phase: string; share: number; because: string; reason: string; until: string }>({
    level: 'info',
    title: { en: 'The calendar lets no share rise now', 'zh-CN': '日历规定此时不得提高份额' },
    message: {
      en: (p) =>
        `${p.phase}: ${p.share} % waits until ${p.until} (${p.because === 'freeze' ? `freeze${p.reason === '' ? '' : `: ${p.reason}`}` : 'outside the hours of the calendar'})`,
      'zh-CN': (p) =>
        `${p.phase}：${p.share} % 等到 ${p.until}（${p.because === 'freeze' ? `冻结期${p.reason === '' ? '' : `：${p.reason}`}` : '不在日历规定的时段内'}）`,
    },
    fix: {
      en: () => 'wait, or change spec.calendar and run again',
      'zh-CN': () => '请等待，或修改 spec.calendar 后重新运行',
    },
    explanation: explain(
      'Shares rise only in the hours of `spec.calendar` and outside its freezes. What is in use stays watched, and the way back is always open.',
      '份额只在 `spec.calendar` 规定的时段内、且不在冻结期时提高。已接入的流量继续受到监视，随时可以回退。',
    ),
  }),
  MIG037: define<{ objects: string; more: number }>({
    level: 'warning',
    title: { en: 'The source was changed', 'zh-CN': '源配置已改动' },
    message: {
      en: (p) =>
        `the source is no longer what was converted: ${p.objects || 'the same objects, written otherwise or with other variables'}${p.more > 0 ? ` and ${p.more} more` : ''}`,
      'zh-CN': (p) =>
        `源配置与转换时不同：${p.objects || '对象相同，但写法或变量不同'}${p.more > 0 ? `，另有 ${p.more} 项` : ''}`,
    },
    fix: {
      en: () =>
        '`banyan approve NAME` takes everything back to the old side and begins again with what the source says now; or undo the change there; or `banyan rollback NAME`',
      'zh-CN': () =>
        '`banyan approve NAME` 把全部流量切回旧侧，并按源的当前内容重新开始；或在源中撤销改动；或 `banyan rollback NAME`',
    },
    explanation: explain(
      'Each share rises only while the source is what was converted and proved: `~` changed, `+` added, `-` removed. The old side serves the change already, the new side does not. What is in use stays watched. An approval holds for the change that was shown; another one asks anew.',
      '只有源与已转换并验证的内容一致时份额才会提高：`~` 改动，`+` 新增，`-` 删除。旧侧已按改动提供服务，新侧尚未。已接入的流量继续受到监视。批准只对所显示的改动有效，之后再有改动会重新询问。',
    ),
  }),
  MIG038: define<{ objects: number }>({
    level: 'info',
    title: { en: 'Begins again with the changed source', 'zh-CN': '按改动后的源重新开始' },
    message: {
      en: (p) => `begins again with the changed source (${p.objects} objects), as was approved`,
      'zh-CN': (p) => `已批准，按改动后的源（${p.objects} 个对象）重新开始`,
    },
    fix: { en: () => 'nothing to do', 'zh-CN': () => '无需处理' },
    explanation: explain(
      'Everything goes back to the old side first, and that is verified. Then the source is converted and proved again, and the shares rise from the first stage.',
      '先把全部流量切回旧侧并验证，然后重新转换和验证源，份额从第一阶段重新提高。',
    ),
  }),
  MIG042: define<{ field: string; value: string }>({
    level: 'error',
    title: { en: 'The calendar makes no sense', 'zh-CN': '日历设置有误' },
    message: {
      en: (p) =>
        p.field === 'timeZone'
          ? `there is no time zone ${p.value}`
          : `spec.calendar.${p.field}: ${p.value} ends before it begins`,
      'zh-CN': (p) =>
        p.field === 'timeZone' ? `不存在时区 ${p.value}` : `spec.calendar.${p.field}：${p.value} 的结束早于开始`,
    },
    fix: {
      en: () => 'write a name such as Europe/Berlin; divide hours that pass midnight into two',
      'zh-CN': () => '时区请写成 Asia/Shanghai 这样的名称；跨越午夜的时段请分成两段',
    },
    explanation: explain(
      'Hours and freezes run from an earlier to a later moment, in a time zone of the IANA database.',
      '时段和冻结期须从较早时刻到较晚时刻，时区取自 IANA 数据库。',
    ),
  }),
  MIG044: define<{ seconds: number }>({
    level: 'warning',
    title: { en: 'The clock jumped', 'zh-CN': '时钟跳变' },
    message: {
      en: (p) => `the clock of this machine was put ${p.seconds > 0 ? 'forward' : 'back'} by ${Math.abs(p.seconds)} s`,
      'zh-CN': (p) => `本机时钟被${p.seconds > 0 ? '拨快' : '拨慢'}了 ${Math.abs(p.seconds)} 秒`,
    },
    fix: { en: () => 'see that the clock is kept right (NTP)', 'zh-CN': () => '请确认时钟同步（NTP）正常' },
    explanation: explain(
      "Shares are held by the machine's time since it was started, which nobody sets, so a jump neither ends nor prolongs a hold. A clock that was put back makes counting begin anew.",
      '份额的保持时间按开机后的时间计算，不受校时影响，因此跳变既不会提前结束也不会延长等待。时钟被拨慢时，计数重新开始。',
    ),
  }),
  MIG043: define<{ side: string; phase: string }>({
    level: 'error',
    title: { en: 'A phase cannot be told apart in the metrics', 'zh-CN': '无法在指标中区分阶段' },
    message: {
      en: (p) => `nothing says which metrics of the ${p.side} side belong to ${p.phase}`,
      'zh-CN': (p) => `没有说明 ${p.side === 'old' ? '旧' : '新'}侧的哪些指标属于 ${p.phase}`,
    },
    fix: {
      en: (p) =>
        `write spec.indicators.prometheus.${p.side}.phases.${p.phase}: label matchers such as envoy_cluster_name="orders"; selectors of your own take them at $phase`,
      'zh-CN': (p) =>
        `请写 spec.indicators.prometheus.${p.side}.phases.${p.phase}：标签匹配，例如 envoy_cluster_name="orders"；自定义选择器用 $phase 引用`,
    },
    explanation: explain(
      'Phases are measured one by one. Of APISIX the ids of the routes tell them apart; of other metrics only you know which label does.',
      '各阶段分别度量。APISIX 可用路由 ID 区分；其他指标只有您知道用哪个标签区分。',
    ),
  }),
} as const;
