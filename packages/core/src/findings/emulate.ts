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
  EMU002: define<{ part: string; routes: string }>({
    level: 'warning',
    title: { en: 'A part of the configuration is not emulated', 'zh-CN': '部分配置未被模拟' },
    message: {
      en: ({ part, routes }) => `${part} is not emulated; answers of ${routes} are not to be relied on`,
      'zh-CN': ({ part, routes }) => `${part} 未被模拟；${routes} 的应答不可信赖`,
    },
    fix: {
      en: () => 'ask the real gateway about these routes',
      'zh-CN': () => '这些路由请以真实网关的应答为准',
    },
    explanation: {
      en: 'The evaluator knows the rules of the routes and of many plugins. A plugin or option that it does not know is left out when it serves a request, so the answer can differ from that of the real gateway.',
      'zh-CN': '求值器了解路由和许多插件的规则。它不了解的插件或选项在处理请求时会被忽略，因此应答可能与真实网关不同。',
    },
  }),
} as const;
