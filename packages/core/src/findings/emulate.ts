/** Serving a configuration without its gateway: codes EMU001 and up. */
import { define } from '../finding/define.ts';

export const emulate = {
  EMU001: define<{ address: string; port: number; reason: string }>({
    level: 'error',
    title: { en: 'A listener could not be opened', 'zh-CN': '无法打开监听端口' },
    message: {
      en: ({ address, port, reason }) => `${address}:${port} could not be opened: ${reason}`,
      'zh-CN': ({ address, port, reason }) => `无法打开 ${address}:${port}：${reason}`,
    },
    fix: {
      en: () =>
        'end the program that holds the port, or choose another one with --listen (port 0 lets the system choose)',
      'zh-CN': () => '请结束占用该端口的程序，或用 --listen 选择其他端口（端口 0 由系统选择）',
    },
    explanation: {
      en: 'The gateway listens where its configuration or --listen says. The system refused: the port is taken (EADDRINUSE), needs rights that the user lacks (EACCES), or the address is not one of this machine (EADDRNOTAVAIL). Nothing was left open.',
      'zh-CN':
        '网关在其配置或 --listen 指定的地址上监听。系统拒绝了：端口已被占用（EADDRINUSE）、用户权限不足（EACCES），或该地址不属于本机（EADDRNOTAVAIL）。没有留下任何打开的端口。',
    },
  }),
  EMU002: define<{ part: string; route: string }>({
    level: 'warning',
    title: { en: 'A part of the configuration is not emulated', 'zh-CN': '部分配置未被模拟' },
    message: {
      en: ({ part, route }) => `${part} is not emulated; answers of route ${route} are not to be relied on`,
      'zh-CN': ({ part, route }) => `${part} 未被模拟；路由 ${route} 的应答不可信赖`,
    },
    fix: {
      en: () => 'ask the real gateway about this route',
      'zh-CN': () => '该路由请以真实网关的应答为准',
    },
    explanation: {
      en: 'The evaluator knows the rules of the routes and of many plugins. A plugin or option that it does not know is left out when it serves a request, so the answer can differ from that of the real gateway.',
      'zh-CN': '求值器了解路由和许多插件的规则。它不了解的插件或选项在处理请求时会被忽略，因此应答可能与真实网关不同。',
    },
  }),
  EMU003: define<{ name: string }>({
    level: 'error',
    title: { en: 'A variable of the environment is not set', 'zh-CN': '环境变量未设置' },
    message: {
      en: ({ name }) => `the file asks for the variable ${name}, which is not set and has no default`,
      'zh-CN': ({ name }) => `文件引用了变量 ${name}，但它未设置且没有默认值`,
    },
    fix: {
      en: ({ name }) => `set ${name}, or write a default: \${{${name}:=value}}`,
      'zh-CN': ({ name }) => `请设置 ${name}，或写上默认值：\${{${name}:=value}}`,
    },
    explanation: {
      en: 'A standalone file is used only when every variable in it has a value; the gateway ignores the whole file otherwise. Variables come from the environment of the process that reads the file.',
      'zh-CN':
        '只有当文件中的每个变量都有值时，独立模式文件才会生效；否则网关会忽略整个文件。变量来自读取该文件的进程的环境。',
    },
  }),
  EMU004: define<{ reason: string }>({
    level: 'error',
    title: { en: 'A file cannot be opened', 'zh-CN': '无法打开文件' },
    message: {
      en: ({ reason }) => `the file cannot be opened: ${reason}`,
      'zh-CN': ({ reason }) => `无法打开文件：${reason}`,
    },
    fix: {
      en: () => 'name a file that exists and that you may read',
      'zh-CN': () => '请指定存在且有读取权限的文件',
    },
    explanation: {
      en: 'The system refused to open the file: it does not exist (ENOENT), is a folder (EISDIR), or must not be read by you (EACCES).',
      'zh-CN': '系统拒绝打开该文件：文件不存在（ENOENT）、它是目录（EISDIR），或您没有读取权限（EACCES）。',
    },
  }),
  EMU005: define({
    level: 'error',
    title: { en: 'The file is not a configuration of the gateway', 'zh-CN': '该文件不是网关配置' },
    message: {
      en: () => 'the file is not an object with routes, services, upstreams and so on',
      'zh-CN': () => '该文件不是包含 routes、services、upstreams 等的对象',
    },
    fix: {
      en: () => "name the gateway's apisix.yaml; config.yaml is found beside it",
      'zh-CN': () => '请指定网关的 apisix.yaml；同目录下的 config.yaml 会被自动找到',
    },
    explanation: {
      en: 'The routing file of a standalone gateway is one object whose keys are routes, services, upstreams, consumers and so on. Nothing was opened.',
      'zh-CN': '独立模式网关的路由文件是一个对象，其键为 routes、services、upstreams、consumers 等。没有打开任何端口。',
    },
  }),
  EMU006: define({
    level: 'error',
    title: { en: 'The file does not end with #END', 'zh-CN': '文件没有以 #END 结尾' },
    message: {
      en: () => 'the file does not end with the line #END, so the gateway ignores all of it',
      'zh-CN': () => '文件没有以 #END 行结尾，网关会忽略整个文件',
    },
    fix: {
      en: () => 'write #END as the last line once the file is complete',
      'zh-CN': () => '文件写完整后，请在最后一行写上 #END',
    },
    explanation: {
      en: 'A standalone gateway reads its file again whenever it changes. The mark at the end tells that it was written completely; without it the file is not used.',
      'zh-CN': '独立模式网关会在文件变化时重新读取。结尾的标记表示文件已完整写入；没有它，文件不会生效。',
    },
  }),
  EMU007: define<{ part: string; route: string }>({
    level: 'error',
    title: { en: 'A protection is not emulated', 'zh-CN': '某项保护未被模拟' },
    message: {
      en: ({ part, route }) => `${part} is not emulated; route ${route} answers 503`,
      'zh-CN': ({ part, route }) => `${part} 未被模拟；路由 ${route} 返回 503`,
    },
    fix: {
      en: () => 'ask the real gateway about this route, or take the plugin out of the copy that is emulated',
      'zh-CN': () => '该路由请以真实网关的应答为准，或在用于模拟的副本中删除该插件',
    },
    explanation: {
      en: 'The plugin could refuse requests, or nobody knows what it does. Serving the route without it would open what it protects, so the route answers 503 with this code.',
      'zh-CN':
        '该插件可能拒绝请求，或其行为未知。如果在没有它的情况下提供服务，就会放开它所保护的内容，因此该路由返回 503 和此代码。',
    },
  }),
} as const;
