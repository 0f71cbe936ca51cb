/** The command line: usage, files that a command was given, and bugs: codes CLI001 and up. */
import { define } from '../finding/define.ts';

export const cli = {
  CLI001: define<{ name: string; suggestion: string }>({
    level: 'error',
    title: { en: 'Unknown command', 'zh-CN': '未知命令' },
    message: {
      en: ({ name }) => `there is no command \`${name}\``,
      'zh-CN': ({ name }) => `没有名为 \`${name}\` 的命令`,
    },
    fix: {
      en: ({ suggestion }) =>
        suggestion === '' ? 'see `banyan --help` for the commands' : `did you mean \`banyan ${suggestion}\`?`,
      'zh-CN': ({ suggestion }) =>
        suggestion === '' ? '用 `banyan --help` 查看全部命令' : `您是不是想输入 \`banyan ${suggestion}\`？`,
    },
    explanation: {
      en: 'The first word after `banyan` names a command, and it is none that this version knows. Nothing was done.',
      'zh-CN': '`banyan` 之后的第一个词是命令名，而此版本没有这个命令。没有执行任何操作。',
    },
  }),
  CLI002: define<{ name: string; command: string; suggestion: string }>({
    level: 'error',
    title: { en: 'Unknown option', 'zh-CN': '未知选项' },
    message: {
      en: ({ name }) => `there is no option \`${name}\` here`,
      'zh-CN': ({ name }) => `此处没有选项 \`${name}\``,
    },
    fix: {
      en: ({ suggestion, command }) =>
        suggestion === '' ? `see \`${command} --help\` for the options` : `did you mean \`${suggestion}\`?`,
      'zh-CN': ({ suggestion, command }) =>
        suggestion === '' ? `用 \`${command} --help\` 查看全部选项` : `您是不是想输入 \`${suggestion}\`？`,
    },
    explanation: {
      en: 'Options that a command does not know are refused, so that a slip of the finger changes nothing. Nothing was done.',
      'zh-CN': '命令不认识的选项一律拒绝，以免手误造成改动。没有执行任何操作。',
    },
  }),
  CLI003: define<{ argument: string; command: string }>({
    level: 'error',
    title: { en: 'An argument is missing', 'zh-CN': '缺少参数' },
    message: {
      en: ({ argument }) => `the argument \`${argument}\` is missing`,
      'zh-CN': ({ argument }) => `缺少参数 \`${argument}\``,
    },
    fix: {
      en: ({ command }) => `see \`${command} --help\` for what it needs, with examples`,
      'zh-CN': ({ command }) => `用 \`${command} --help\` 查看所需参数和示例`,
    },
    explanation: {
      en: 'The command cannot work without this argument. Nothing was done.',
      'zh-CN': '没有此参数，命令无法执行。没有执行任何操作。',
    },
  }),
  CLI004: define<{ option: string; command: string }>({
    level: 'error',
    title: { en: 'An option is missing or lacks its value', 'zh-CN': '缺少选项或选项的值' },
    message: {
      en: ({ option }) => `the option \`${option}\` must be given, with a value`,
      'zh-CN': ({ option }) => `必须给出选项 \`${option}\` 及其值`,
    },
    fix: {
      en: ({ command, option }) => `add \`${option}\`; \`${command} --help\` shows an example`,
      'zh-CN': ({ command, option }) => `加上 \`${option}\`；\`${command} --help\` 中有示例`,
    },
    explanation: {
      en: 'The command cannot work without this value, and no default would be safe to guess. Nothing was done.',
      'zh-CN': '没有此值，命令无法执行，也没有可以安全猜测的默认值。没有执行任何操作。',
    },
  }),
  CLI005: define<{ option: string; value: string; allowed: string }>({
    level: 'error',
    title: { en: 'The value of an option is not valid', 'zh-CN': '选项的值无效' },
    message: {
      en: ({ option, value }) => `\`${value}\` is no valid value of \`${option}\``,
      'zh-CN': ({ option, value }) => `\`${value}\` 不是 \`${option}\` 的有效值`,
    },
    fix: {
      en: ({ allowed }) => `give ${allowed}`,
      'zh-CN': ({ allowed }) => `请使用 ${allowed}`,
    },
    explanation: {
      en: 'The option takes other values than the one given. Nothing was done.',
      'zh-CN': '该选项不接受所给的值。没有执行任何操作。',
    },
  }),
  CLI006: define<{ count: number; expected: number; command: string }>({
    level: 'error',
    title: { en: 'Too many arguments', 'zh-CN': '参数过多' },
    message: {
      en: ({ count, expected }) => `there are ${count} arguments where the command takes ${expected}`,
      'zh-CN': ({ count, expected }) => `给出了 ${count} 个参数，而该命令只接受 ${expected} 个`,
    },
    fix: {
      en: ({ command }) => `put quotes around values with blanks; see \`${command} --help\``,
      'zh-CN': ({ command }) => `含空格的值请加引号；参见 \`${command} --help\``,
    },
    explanation: {
      en: 'An argument that no command reads would be lost silently, so it is refused. Nothing was done.',
      'zh-CN': '命令不会读取的参数会被悄悄丢掉，因此一律拒绝。没有执行任何操作。',
    },
  }),
  CLI007: define<{ file: string }>({
    level: 'error',
    title: { en: 'The file does not exist', 'zh-CN': '文件不存在' },
    message: {
      en: ({ file }) => `there is no file \`${file}\``,
      'zh-CN': ({ file }) => `没有文件 \`${file}\``,
    },
    fix: {
      en: () => 'check the path; it is relative to the folder you are in',
      'zh-CN': () => '请检查路径；相对路径以当前文件夹为准',
    },
    explanation: {
      en: 'A file that the command was told to read is not there. Nothing was written.',
      'zh-CN': '命令要读取的文件不存在。没有写入任何内容。',
    },
  }),
  CLI008: define<{ file: string }>({
    level: 'error',
    title: { en: 'A folder stands where a file is needed', 'zh-CN': '需要文件，却给了文件夹' },
    message: {
      en: ({ file }) => `\`${file}\` is a folder`,
      'zh-CN': ({ file }) => `\`${file}\` 是文件夹`,
    },
    fix: {
      en: () => 'name the file in it that holds the configuration',
      'zh-CN': () => '请指定其中保存配置的文件',
    },
    explanation: {
      en: 'The command reads one file; which of a folder it should be is not for it to guess. Nothing was written.',
      'zh-CN': '命令只读取一个文件；不会去猜测是文件夹里的哪一个。没有写入任何内容。',
    },
  }),
  CLI009: define<{ file: string; reason: string }>({
    level: 'error',
    title: { en: 'The file cannot be read', 'zh-CN': '无法读取文件' },
    message: {
      en: ({ file, reason }) => `\`${file}\` cannot be read (${reason})`,
      'zh-CN': ({ file, reason }) => `无法读取 \`${file}\`（${reason}）`,
    },
    fix: {
      en: () => 'give yourself permission to read the file, or copy it to where you have it',
      'zh-CN': () => '请取得该文件的读取权限，或把它复制到有权限的位置',
    },
    explanation: {
      en: 'The operating system refused to hand out the content of the file. Nothing was written.',
      'zh-CN': '操作系统拒绝给出文件内容。没有写入任何内容。',
    },
  }),
  CLI010: define<{ count: number; names: string }>({
    level: 'error',
    title: { en: 'Which migration is meant is not clear', 'zh-CN': '不清楚指的是哪个迁移' },
    message: {
      en: ({ count }) =>
        count === 0 ? 'there is no migration' : `there are ${count} migrations, and no name was given`,
      'zh-CN': ({ count }) => (count === 0 ? '没有任何迁移' : `共有 ${count} 个迁移，但没有给出名称`),
    },
    fix: {
      en: ({ count, names }) => (count === 0 ? 'start one with `banyan run migration.yaml`' : `name one of ${names}`),
      'zh-CN': ({ count, names }) =>
        count === 0 ? '用 `banyan run migration.yaml` 启动一个' : `请指定其中之一：${names}`,
    },
    explanation: {
      en: 'A name may be left out only while there is exactly one migration.',
      'zh-CN': '只有恰好存在一个迁移时才可以省略名称。',
    },
  }),
  CLI011: define<{ code: string; suggestion: string }>({
    level: 'error',
    title: { en: 'Unknown code', 'zh-CN': '未知代码' },
    message: {
      en: ({ code }) => `there is no finding with the code \`${code}\``,
      'zh-CN': ({ code }) => `没有代码为 \`${code}\` 的发现项`,
    },
    fix: {
      en: ({ suggestion }) =>
        suggestion === '' ? '`banyan explain --all` lists every code' : `did you mean \`${suggestion}\`?`,
      'zh-CN': ({ suggestion }) =>
        suggestion === '' ? '用 `banyan explain --all` 列出全部代码' : `您是不是想输入 \`${suggestion}\`？`,
    },
    explanation: {
      en: 'Codes are permanent: one that this version does not know belongs to a later one, or was mistyped.',
      'zh-CN': '代码永久不变：此版本不认识的代码要么属于更新的版本，要么是输错了。',
    },
  }),
  CLI012: define<{ what: string }>({
    level: 'error',
    title: { en: 'A bug in Banyan', 'zh-CN': 'Banyan 的程序错误' },
    message: {
      en: ({ what }) => `something happened that should not: ${what}`,
      'zh-CN': ({ what }) => `发生了不该发生的情况：${what}`,
    },
    fix: {
      en: () =>
        'run it again with BANYAN_DEBUG=1 and report the output with the output of `banyan version` and, if you may share it, the input',
      'zh-CN': () =>
        '请设置 BANYAN_DEBUG=1 重新运行，把输出连同 `banyan version` 的输出（以及在可以分享时的输入文件）一并报告',
    },
    explanation: {
      en: 'This is not your mistake: the program broke one of its own assumptions and stopped.',
      'zh-CN': '这不是您的错误：程序违背了自身的假设，因此停止。',
    },
  }),
  CLI013: define<{ line: number; problem: string }>({
    level: 'error',
    title: { en: 'A line of the requests is not a request', 'zh-CN': '请求文件中有一行不是请求' },
    message: {
      en: ({ line, problem }) => `line ${line} is not a request: ${problem}`,
      'zh-CN': ({ line, problem }) => `第 ${line} 行不是请求：${problem}`,
    },
    fix: {
      en: () => 'write one JSON object a line, e.g. {"method":"GET","path":"/orders","host":"api.example.com"}',
      'zh-CN': () => '每行写一个 JSON 对象，例如 {"method":"GET","path":"/orders","host":"api.example.com"}',
    },
    explanation: {
      en: 'Requests are read as JSON Lines: each line is one object with method, path, host, headers, body and client_ip.',
      'zh-CN': '请求按 JSON Lines 读取：每行一个对象，含 method、path、host、headers、body 和 client_ip。',
    },
  }),
} as const;
