/** Proving that two configurations answer alike: codes PRV001 and up. */
import { define } from '../finding/define.ts';

export const prove = {
  PRV001: define<{ formats: string }>({
    level: 'error',
    title: { en: 'No configuration that can be evaluated', 'zh-CN': '不是可求值的配置' },
    message: {
      en: ({ formats }) => `this is no configuration of a gateway that can be evaluated (${formats})`,
      'zh-CN': ({ formats }) => `这不是可求值的网关配置（${formats}）`,
    },
    fix: {
      en: () => 'name the file of the gateway, or the folder that `banyan convert` wrote',
      'zh-CN': () => '请指定网关的配置文件，或 `banyan convert` 写入的文件夹',
    },
    explanation: {
      en: 'Both sides are answered by an evaluator of their own format. The format is told by the parts that the file has; this one has none of those that are known.',
      'zh-CN': '两侧都由各自格式的求值器回答。格式由文件中的字段判断；此文件没有任何已知的字段。',
    },
  }),
} as const;
