/** Words of the command line that belong to no single command. */
import { phrase, plural, text } from './phrase.ts';

export const frame = {
  tagline: text(
    'Move a running API estate to another gateway, one reversible step at a time.',
    '把运行中的 API 网关迁移到新平台，每一步都可以回退。',
  ),
  usage: text('Usage:', '用法:'),
  arguments: text('Arguments:', '参数：'),
  options: text('Options:', '选项：'),
  commands: text('Commands:', '命令：'),
  examples: text('Examples:', '示例：'),
  optionsPlaceholder: text('[options]', '[选项]'),
  commandPlaceholder: text('[command]', '[命令]'),
  choices: phrase<{ values: string }>({
    en: ({ values }) => `one of ${values}`,
    'zh-CN': ({ values }) => `可选值：${values}`,
  }),
  fallback: phrase<{ value: string }>({
    en: ({ value }) => `default: ${value}`,
    'zh-CN': ({ value }) => `默认：${value}`,
  }),
  repeatable: text('may be repeated', '可重复'),
  help: text('show this help', '显示帮助'),
  helpCommand: text('show the help of a command', '显示某个命令的帮助'),
  version: text('print the version', '输出版本号'),
  output: text('how to print the answer', '输出格式'),
  more: phrase<{ example: string }>({
    en: ({ example }) => `\`${example}\` shows what a command takes, with examples.`,
    'zh-CN': ({ example }) => `\`${example}\` 显示命令的参数和示例。`,
  }),
  level: {
    error: text('error', '错误'),
    warning: text('warning', '警告'),
    info: text('info', '提示'),
  },
  why: text('why', '原因'),
  fix: text('fix', '处理'),
  counts: phrase<{ errors: number; warnings: number; infos: number }>({
    en: ({ errors, warnings, infos }) =>
      [errors && plural(errors, 'error'), warnings && plural(warnings, 'warning'), infos && plural(infos, 'note')]
        .filter(Boolean)
        .join(', '),
    'zh-CN': ({ errors, warnings, infos }) =>
      [errors && `${errors} 个错误`, warnings && `${warnings} 个警告`, infos && `${infos} 个提示`]
        .filter(Boolean)
        .join('，'),
  }),
  places: phrase<{ count: number }>({
    en: ({ count }) => `${count} places`,
    'zh-CN': ({ count }) => `共 ${count} 处`,
  }),
  leftOut: phrase<{ count: number; how: string }>({
    en: ({ count, how }) => `${count} more ${count === 1 ? 'is' : 'are'} not shown; see them with ${how}`,
    'zh-CN': ({ count, how }) => `另有 ${count} 项未显示；查看方法：${how}`,
  }),
} as const;
