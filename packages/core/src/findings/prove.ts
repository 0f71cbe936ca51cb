/** Proving that two configurations answer alike: codes PRV001 and up. */
import { define } from '../finding/define.ts';

export const prove = {
  PRV001: define<{ formats: string }>({
    level: 'error',
    title: { en: 'No configuration that can be evaluated', 'zh-CN': '不是可求值的配置' },
    message: {
      en: ({ formats }) => `this is no configuration of a gateway that can be evaluated (${formats})`,
      'zh-CN': ({ formats }) => `这不是可求值的网关配置（${formats}）`,
    },
    fix: {
      en: () => 'name the file of the gateway, or the folder that `banyan convert` wrote',
      'zh-CN': () => '请指定网关的配置文件，或 `banyan convert` 写入的文件夹',
    },
    explanation: {
      en: 'Both sides are answered by an evaluator of their own format. The format is told by the parts that the file has; this one has none of those that are known.',
      'zh-CN': '两侧都由各自格式的求值器回答。格式由文件中的字段判断；此文件没有任何已知的字段。',
    },
  }),
  PRV002: define<{ url: string; reason: string }>({
    level: 'error',
    title: { en: 'A running gateway cannot be reached', 'zh-CN': '无法访问运行中的网关' },
    message: {
      en: ({ url, reason }) => `${url} cannot be reached: ${reason}`,
      'zh-CN': ({ url, reason }) => `无法访问 ${url}：${reason}`,
    },
    fix: {
      en: () => 'start both gateways, and give their addresses as `--live OLD_URL NEW_URL`',
      'zh-CN': () => '请启动两个网关，并以 `--live OLD_URL NEW_URL` 给出地址',
    },
    explanation: {
      en: 'Witnesses are sent to both running gateways. One of them took no connection; what the other answered says nothing then.',
      'zh-CN': '见证请求会发送到两个运行中的网关。其中一个无法建立连接，另一个的应答因此没有意义。',
    },
  }),
} as const;
