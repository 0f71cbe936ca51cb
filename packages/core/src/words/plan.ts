/** Words around the steps of a plan. */
import { phrase, text } from './phrase.ts';

export const planWords = {
  heading: phrase<{ name: string; steps: number; phases: string }>({
    en: ({ name, steps, phases }) => `${name}: ${steps} steps; phases ${phases}`,
    'zh-CN': ({ name, steps, phases }) => `${name}：共 ${steps} 步；阶段 ${phases}`,
  }),
  stages: {
    plan: text('Plan', '规划'),
    prepare: text('Prepare', '准备'),
    execute: text('Execute', '执行'),
    verify: text('Verify', '验证'),
    'clean-up': text('Clean up', '清理'),
    review: text('Review', '复盘'),
  },
  do: text('do', '执行'),
  verify: text('verify', '验证'),
  undo: text('undo', '撤销'),
  risk: phrase<{ risk: number }>({ en: ({ risk }) => `risk ${risk} of 3`, 'zh-CN': ({ risk }) => `风险 ${risk}/3` }),
  reversibility: {
    reversible: text('reversible', '可撤销'),
    'with-backup': text('reversible with a backup', '凭备份可撤销'),
    irreversible: text('irreversible', '不可撤销'),
  },
} as const;
