/** Files that cannot be opened or are no text: codes DOC001 to DOC005, DOC022 and DOC023. */
import { define } from '../finding/define.ts';
import { explain } from './explain.ts';

const mebibytes = (bytes: string | number): string => (Number(bytes) / 1_048_576).toFixed(1);

export const documentFile = {
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
  DOC002: define<{ limit: number }>({
    level: 'error',
    title: { en: 'The file is too large', 'zh-CN': '文件过大' },
    message: {
      en: ({ limit }) => `the file is larger than the limit of ${mebibytes(limit)} MiB`,
      'zh-CN': ({ limit }) => `文件大小超过上限 ${mebibytes(limit)} MiB`,
    },
    fix: {
      en: () => 'split the configuration into several files and convert them one by one',
      'zh-CN': () => '请将配置拆分为多个文件，逐个转换',
    },
    explanation: explain(
      'Files are read into memory; the limit keeps that bounded.',
      '文件会整体读入内存；该上限用于限制内存占用。',
    ),
  }),
  DOC003: define<{ encoding: string }>({
    level: 'error',
    title: { en: 'The file is not UTF-8', 'zh-CN': '文件不是 UTF-8 编码' },
    message: {
      en: ({ encoding }) => `the file is encoded in ${encoding}; only UTF-8 is read`,
      'zh-CN': ({ encoding }) => `文件采用 ${encoding} 编码；仅支持 UTF-8`,
    },
    fix: {
      en: ({ encoding }) => `save it as UTF-8, for example: iconv -f ${encoding} -t UTF-8 FILE > NEW`,
      'zh-CN': ({ encoding }) => `请另存为 UTF-8，例如：iconv -f ${encoding} -t UTF-8 FILE > NEW`,
    },
    explanation: explain(
      'Gateways read their files as UTF-8; a byte order mark is accepted.',
      '网关以 UTF-8 读取配置文件；允许带字节顺序标记（BOM）。',
    ),
  }),
  DOC004: define({
    level: 'error',
    title: { en: 'Invalid UTF-8', 'zh-CN': '无效的 UTF-8' },
    message: {
      en: () => 'the bytes here are no UTF-8 text',
      'zh-CN': () => '此处的字节不是有效的 UTF-8 文本',
    },
    fix: {
      en: () => 'save the file as UTF-8, or remove the wrong bytes',
      'zh-CN': () => '请将文件保存为 UTF-8，或删除错误的字节',
    },
    explanation: explain(
      'A byte sequence that is not UTF-8 often comes from a file in Latin-1 or GBK.',
      '不符合 UTF-8 的字节序列通常来自 Latin-1 或 GBK 编码的文件。',
    ),
  }),
  DOC005: define<{ code: string }>({
    level: 'error',
    title: { en: 'Not a text file', 'zh-CN': '不是文本文件' },
    message: {
      en: ({ code }) => `there is a control character (${code}) here: this is a binary file or a damaged one`,
      'zh-CN': ({ code }) => `此处有控制字符（${code}）：这是二进制文件或已损坏的文件`,
    },
    fix: {
      en: () => 'name the YAML or JSON file itself, unpacked; remove the control character if it is one',
      'zh-CN': () => '请指定未压缩的 YAML 或 JSON 文件；如果是文本文件，请删除该控制字符',
    },
    explanation: explain(
      'Archives, images and compressed files are refused, and so are control characters in text.',
      '归档、图片、压缩文件以及文本中的控制字符都不被接受。',
    ),
  }),
  DOC022: define<{ reason: string }>({
    level: 'error',
    title: { en: 'The file cannot be opened', 'zh-CN': '无法打开文件' },
    message: {
      en: ({ reason }) => `the file cannot be opened: ${reason}`,
      'zh-CN': ({ reason }) => `无法打开文件：${reason}`,
    },
    fix: {
      en: () => 'check the path and the permissions',
      'zh-CN': () => '请检查路径和权限',
    },
    explanation: explain('The path must name a file that can be read.', '路径必须指向可读取的文件。'),
  }),
  DOC023: define({
    level: 'error',
    title: { en: 'Not a file', 'zh-CN': '不是普通文件' },
    message: {
      en: () => 'this is a pipe or a device, which may never end',
      'zh-CN': () => '这是管道或设备，读取可能不会结束',
    },
    fix: {
      en: () => 'save what it holds to a file, and name that file',
      'zh-CN': () => '请将其内容保存到文件，并指定该文件',
    },
    explanation: explain('Only regular files and the standard input are read.', '只读取普通文件和标准输入。'),
  }),
} as const;
