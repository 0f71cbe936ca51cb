/** Accepted findings and versions of targets: codes CNV011 to CNV014. */
import { define } from '../finding/define.ts';

export const convertAccept = {
  CNV011: define<{ fingerprint: string; by: string; expires: string }>({
    level: 'warning',
    title: { en: 'An acceptance has expired', 'zh-CN': '接受已过期' },
    message: {
      en: ({ fingerprint, by, expires }) => `${by} accepted finding ${fingerprint} until ${expires}`,
      'zh-CN': ({ fingerprint, by, expires }) => `${by} 对发现项 ${fingerprint} 的接受已于 ${expires} 到期`,
    },
    fix: {
      en: () => 'solve the finding, or accept it again with a later day',
      'zh-CN': () => '请解决该发现项，或以更晚的日期重新接受',
    },
    explanation: {
      en: 'The finding counts again: for the exit code, and in reports.',
      'zh-CN': '该发现项重新计入退出码和报告。',
    },
  }),
  CNV012: define<{ fingerprint: string; by: string }>({
    level: 'warning',
    title: { en: 'An acceptance accepts nothing', 'zh-CN': '接受没有对应的发现项' },
    message: {
      en: ({ fingerprint, by }) => `no finding has the fingerprint ${fingerprint}, which ${by} accepted`,
      'zh-CN': ({ fingerprint, by }) => `没有指纹为 ${fingerprint} 的发现项（由 ${by} 接受）`,
    },
    fix: {
      en: () => 'remove it; if the finding has changed, look at it again and accept the new one',
      'zh-CN': () => '请将其删除；如果发现项已变化，请重新检查并接受新的发现项',
    },
    explanation: {
      en: 'The difference is gone, or it is another one now: a fingerprint is made of code, values, routes and place.',
      'zh-CN': '该差异已经消失或已变化：指纹由代码、参数、路由和位置构成。',
    },
  }),
  CNV013: define<{ at: string; problem: string }>({
    level: 'error',
    title: { en: 'The file of accepted findings is wrong', 'zh-CN': '接受文件有误' },
    message: {
      en: ({ at, problem }) => `${at === '' ? 'the file' : at}: ${problem}`,
      'zh-CN': ({ at, problem }) => `${at === '' ? '文件' : at}：${problem}`,
    },
    fix: {
      en: () => 'follow docs/schemas/acceptances.json',
      'zh-CN': () => '请遵循 docs/schemas/acceptances.json',
    },
    explanation: {
      en: 'Each acceptance names a fingerprint, a reason and who takes it on, and may end on a day. Nothing was written.',
      'zh-CN': '每项接受都要写明指纹、原因和负责人，并可设定截止日期。没有写入任何内容。',
    },
  }),
  CNV014: define<{ target: string; version: string; oldest: string; newest: string }>({
    level: 'warning',
    title: { en: 'A version of the target that was not measured', 'zh-CN': '未经测量的目标版本' },
    message: {
      en: ({ target, version, oldest, newest }) =>
        `nothing is known of ${target} ${version}; what is written was measured with ${oldest === newest ? newest : `${oldest} to ${newest}`}`,
      'zh-CN': ({ target, version, oldest, newest }) =>
        `对 ${target} ${version} 一无所知；输出已在 ${oldest === newest ? newest : `${oldest} 至 ${newest}`} 上测量`,
    },
    fix: {
      en: () => 'use a version that was measured, or compare the answers yourself (`banyan prove --live`)',
      'zh-CN': () => '使用已测量的版本，或自行比较应答（`banyan prove --live`）',
    },
    explanation: {
      en: 'The output is the same for every version. A version that lacks a part of it refuses the configuration, and another may read a part otherwise, so every answer may differ.',
      'zh-CN': '输出与版本无关。缺少某项功能的版本会拒绝该配置，其他版本可能有不同的解释，因此任何应答都可能不同。',
    },
  }),
} as const;
