/** Reading files: codes DOC001 and up. */
import { define } from '../finding/define.ts';

export const document = {
  DOC001: define({
    level: 'error',
    title: { en: 'The file is empty', 'zh-CN': '文件为空' },
    message: { en: () => 'the file has no content', 'zh-CN': () => '文件没有任何内容' },
    fix: {
      en: () => 'name the file that holds the configuration',
      'zh-CN': () => '请指定包含配置的文件',
    },
    explanation: {
      en: 'A file without any value cannot be converted. Nothing was written.',
      'zh-CN': '不含任何值的文件无法转换，没有写入任何内容。',
    },
  }),
} as const;
