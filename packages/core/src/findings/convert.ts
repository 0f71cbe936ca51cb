/** The conversion as a whole: codes CNV001 and up. */
import { define } from '../finding/define.ts';
import { convertAccept } from './convert-accept.ts';
import { convertConflicts } from './convert-conflicts.ts';
import { convertLive } from './convert-live.ts';

export const convert = {
  CNV001: define<{ pointer: string }>({
    level: 'error',
    title: { en: 'Not accounted for', 'zh-CN': '未被处理' },
    message: {
      en: ({ pointer }) => `${pointer} has no counterpart in the target`,
      'zh-CN': ({ pointer }) => `${pointer} 在目标中没有对应内容`,
    },
    fix: {
      en: () => 'check by hand what this value does, and whether its routes can move without it',
      'zh-CN': () => '请人工确认该值的作用，以及其路由能否在缺少它的情况下迁移',
    },
    explanation: {
      en: 'Neither the reader nor the writer said what became of this value. Nothing is dropped silently, so it is listed here.',
      'zh-CN': '读取器和写入器都没有说明该值的去向。任何内容都不会被悄悄丢弃，因此在此列出。',
    },
  }),
  CNV002: define<{ folder: string; reason: string }>({
    level: 'error',
    title: { en: 'The output cannot be written', 'zh-CN': '无法写入输出' },
    message: {
      en: ({ folder, reason }) => `${folder} cannot be written: ${reason}`,
      'zh-CN': ({ folder, reason }) => `无法写入 ${folder}：${reason}`,
    },
    fix: {
      en: () => 'free some space or choose a folder that can be written',
      'zh-CN': () => '请释放磁盘空间，或选择可写的文件夹',
    },
    explanation: {
      en: 'The files are written beside the folder first and moved there at the end, so a failure leaves nothing behind.',
      'zh-CN': '文件先写在目标文件夹旁边，最后才移动过去，因此失败时不会留下任何内容。',
    },
  }),
  CNV003: define<{ folder: string; file: string }>({
    level: 'error',
    title: { en: 'The output folder holds other files', 'zh-CN': '输出文件夹中有其他文件' },
    message: {
      en: ({ folder, file }) => `${folder} holds ${file}, which no conversion has written`,
      'zh-CN': ({ folder, file }) => `${folder} 中的 ${file} 不是由转换写入的`,
    },
    fix: {
      en: () => 'choose a new or empty folder',
      'zh-CN': () => '请选择新的或空的文件夹',
    },
    explanation: {
      en: 'The output folder is replaced as a whole, so it must not hold anything else.',
      'zh-CN': '输出文件夹会被整体替换，因此不能包含其他内容。',
    },
  }),
  CNV004: define<{ format: string; known: string }>({
    level: 'error',
    title: { en: 'Unknown source format', 'zh-CN': '未知的源格式' },
    message: {
      en: ({ format, known }) => `'${format}' cannot be read; known formats: ${known}`,
      'zh-CN': ({ format, known }) => `无法读取“${format}”；支持的格式：${known}`,
    },
    fix: { en: () => 'choose one of the known formats', 'zh-CN': () => '请选择支持的格式' },
    explanation: { en: 'There is no reader of that name.', 'zh-CN': '没有该名称的读取器。' },
  }),
  CNV005: define<{ target: string; known: string }>({
    level: 'error',
    title: { en: 'Unknown target', 'zh-CN': '未知的目标' },
    message: {
      en: ({ target, known }) => `'${target}' cannot be written; known targets: ${known}`,
      'zh-CN': ({ target, known }) => `无法写入“${target}”；支持的目标：${known}`,
    },
    fix: { en: () => 'choose one of the known targets', 'zh-CN': () => '请选择支持的目标' },
    explanation: { en: 'There is no writer of that name.', 'zh-CN': '没有该名称的写入器。' },
  }),
  CNV006: define<{ names: string }>({
    level: 'error',
    title: { en: 'A certificate is not converted', 'zh-CN': '不转换证书' },
    message: {
      en: ({ names }) => `the target does not serve TLS, so the certificate for ${names} is not used`,
      'zh-CN': ({ names }) => `目标网关不提供 TLS，因此不使用 ${names} 的证书`,
    },
    fix: {
      en: () => 'terminate TLS in front of the target, or keep these names on the old gateway',
      'zh-CN': () => '请在目标网关之前终止 TLS，或将这些名称保留在旧网关上',
    },
    explanation: {
      en: 'Requests over TLS are not answered by the target until something in front of it holds the certificate.',
      'zh-CN': '在目标网关之前有组件持有该证书之前，目标网关不会应答 TLS 请求。',
    },
  }),
  ...convertConflicts,
  ...convertLive,
  ...convertAccept,
} as const;
