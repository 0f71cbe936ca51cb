/** The sentence that every explanation of an unreadable file ends with. */
const notWritten = {
  en: 'The file cannot be read as it is, so nothing was converted and nothing was written.',
  'zh-CN': '该文件无法按现状读取，因此没有转换任何内容，也没有写入任何内容。',
} as const;

export const explain = (en: string, chinese: string): { readonly en: string; readonly 'zh-CN': string } => ({
  en: `${en} ${notWritten.en}`,
  'zh-CN': `${chinese}${notWritten['zh-CN']}`,
});
