/** APISIX configuration files as a whole: codes APX001 to APX009. */
import { define } from '../finding/define.ts';

export const apisixFile = {
  APX001: define({
    level: 'error',
    title: { en: 'The end mark is missing', 'zh-CN': '缺少结束标记' },
    message: {
      en: () => 'the file does not end with #END, so APISIX ignores all of it',
      'zh-CN': () => '文件末尾没有 #END，APISIX 会忽略整个文件',
    },
    fix: { en: () => "add '#END' as the last line", 'zh-CN': () => '请在最后一行添加“#END”' },
    explanation: {
      en: 'APISIX reads a standalone YAML file only when its last ten bytes contain #END, so that a half written file has no effect. Nothing was written.',
      'zh-CN':
        '只有当最后十个字节包含 #END 时，APISIX 才会读取独立模式的 YAML 文件，以免写到一半的文件生效。没有写入任何内容。',
    },
  }),
  APX002: define<{ name: string }>({
    level: 'error',
    title: { en: 'A variable is not set', 'zh-CN': '变量未设置' },
    message: {
      en: ({ name }) => `the environment variable ${name} is not set, so APISIX ignores the whole file`,
      'zh-CN': ({ name }) => `环境变量 ${name} 未设置，APISIX 会忽略整个文件`,
    },
    fix: {
      en: ({ name }) => `set ${name}, or give it a default: \${{${name}:=value}}`,
      'zh-CN': ({ name }) => `请设置 ${name}，或为其提供默认值：\${{${name}:=value}}`,
    },
    explanation: {
      en: 'Variables are replaced before the file is read; one that is missing makes APISIX refuse the file. Nothing was written.',
      'zh-CN': '变量在读取文件之前被替换；缺少任何一个都会使 APISIX 拒绝该文件。没有写入任何内容。',
    },
  }),
  APX003: define<{ text: string }>({
    level: 'error',
    title: { en: 'APISIX reads this value differently', 'zh-CN': 'APISIX 对该值的理解不同' },
    message: {
      en: ({ text }) => `APISIX reads '${text}' by the rules of YAML 1.1, where it has another type or value`,
      'zh-CN': ({ text }) => `APISIX 按 YAML 1.1 规则读取“${text}”，其类型或值与此不同`,
    },
    fix: {
      en: () => 'put the value in quotes if it is text; write true, false or a decimal number otherwise',
      'zh-CN': () => '如果是文本，请加引号；否则请写 true、false 或十进制数字',
    },
    explanation: {
      en: 'yes, no, on, off, numbers with a leading zero, with underscores or with colons are no text in YAML 1.1. The conversion takes what APISIX takes.',
      'zh-CN': '在 YAML 1.1 中，yes、no、on、off 以及带前导零、下划线或冒号的数字都不是文本。转换采用 APISIX 的理解。',
    },
  }),
  APX004: define({
    level: 'error',
    title: { en: 'A further document is not read', 'zh-CN': '后续文档不会被读取' },
    message: {
      en: () => 'APISIX reads only the first document of a file; this one has no effect',
      'zh-CN': () => 'APISIX 只读取文件中的第一个文档；该文档不起作用',
    },
    fix: {
      en: () => "merge its sections into the first document and remove the '---'",
      'zh-CN': () => '请将其内容合并到第一个文档，并删除“---”',
    },
    explanation: {
      en: 'Everything behind the second document mark has no effect in APISIX and is not converted.',
      'zh-CN': '第二个文档标记之后的内容在 APISIX 中不起作用，因此不会被转换。',
    },
  }),
  APX005: define<{ name: string }>({
    level: 'warning',
    title: { en: 'Unknown section', 'zh-CN': '未知的配置段' },
    message: {
      en: ({ name }) => `APISIX knows no section '${name}'; it has no effect`,
      'zh-CN': ({ name }) => `APISIX 没有名为“${name}”的配置段；它不起作用`,
    },
    fix: {
      en: () => 'remove it, or correct its name',
      'zh-CN': () => '请删除它，或更正其名称',
    },
    explanation: {
      en: 'Sections of a standalone file are routes, services, upstreams, consumers and so on; others are not looked at.',
      'zh-CN': '独立模式文件的配置段包括 routes、services、upstreams、consumers 等；其他内容不会被处理。',
    },
  }),
  APX006: define<{ name: string; found: string }>({
    level: 'error',
    title: { en: 'A section is not a list', 'zh-CN': '配置段不是列表' },
    message: {
      en: ({ name, found }) => `'${name}' must be a list of objects but is a ${found}; APISIX finds nothing in it`,
      'zh-CN': ({ name, found }) => `“${name}”必须是对象列表，实际为 ${found}；APISIX 不会从中读取任何内容`,
    },
    fix: { en: () => "begin each object with '- '", 'zh-CN': () => '请以“- ”开头书写每个对象' },
    explanation: {
      en: 'Nothing in the section has an effect in APISIX, so nothing of it is converted.',
      'zh-CN': '该配置段中的内容在 APISIX 中不起作用，因此不会被转换。',
    },
  }),
} as const;
