/** Languages that people are spoken to in. Codes, JSON and exit codes never change with the language. */
export type Locale = 'en' | 'zh-CN';

/** LC_ALL, then LC_MESSAGES, then LANG decide (POSIX); `C`, `POSIX` and anything unknown is English. */
export function localeOf(environment: Readonly<Record<string, string | undefined>>): Locale {
  const value = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || 'C';
  return /^zh([_-](CN|SG|Hans)|$|\.)/i.test(value) ? 'zh-CN' : 'en';
}
