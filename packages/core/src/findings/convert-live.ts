/** Sources that are fetched from running systems: codes CNV007 to CNV010. */
import { define } from '../finding/define.ts';

export const convertLive = {
  CNV007: define<{ url: string; reason: string }>({
    level: 'error',
    title: { en: 'The source cannot be reached', 'zh-CN': '无法访问来源' },
    message: {
      en: ({ url, reason }) => `${url} does not answer: ${reason}`,
      'zh-CN': ({ url, reason }) => `${url} 没有应答：${reason}`,
    },
    fix: {
      en: () => 'check address and network, or convert from a dump',
      'zh-CN': () => '请检查地址和网络，或从导出文件转换',
    },
    explanation: {
      en: 'The configuration was to be read from a running system. Nothing was written.',
      'zh-CN': '需要从运行中的系统读取配置。没有写入任何内容。',
    },
  }),
  CNV008: define<{ url: string; status: number }>({
    level: 'error',
    title: { en: 'The source refuses the key', 'zh-CN': '来源拒绝了密钥' },
    message: {
      en: ({ url, status }) => `${url} answers ${status}: the key or password is missing or wrong`,
      'zh-CN': ({ url, status }) => `${url} 返回 ${status}：密钥或密码缺失或错误`,
    },
    fix: {
      en: () =>
        'give it in a file (--admin-key-file, --etcd-password-file) or in BANYAN_ADMIN_KEY, BANYAN_ETCD_PASSWORD',
      'zh-CN': () =>
        '请通过文件（--admin-key-file、--etcd-password-file）或环境变量 BANYAN_ADMIN_KEY、BANYAN_ETCD_PASSWORD 提供',
    },
    explanation: {
      en: 'Keys are never taken from the command line, where every process of the machine could see them.',
      'zh-CN': '密钥从不通过命令行传递，因为机器上的每个进程都能看到命令行。',
    },
  }),
  CNV009: define<{ url: string; status: number }>({
    level: 'error',
    title: { en: 'This is not the expected system', 'zh-CN': '不是预期的系统' },
    message: {
      en: ({ url, status }) => `${url} answers ${status}, not as the expected system does`,
      'zh-CN': ({ url, status }) => `${url} 返回 ${status}，与预期的系统不符`,
    },
    fix: {
      en: () => 'check the address: the Admin API listens on port 9180, etcd on 2379 by default',
      'zh-CN': () => '请检查地址：默认情况下 Admin API 监听 9180 端口，etcd 监听 2379 端口',
    },
    explanation: {
      en: 'The Admin API answers with JSON below /apisix/admin, etcd below /v3. Nothing was written.',
      'zh-CN': 'Admin API 在 /apisix/admin 下应答 JSON，etcd 在 /v3 下应答 JSON。没有写入任何内容。',
    },
  }),
  CNV010: define<{ url: string; prefix: string }>({
    level: 'error',
    title: { en: 'etcd holds nothing there', 'zh-CN': 'etcd 中没有内容' },
    message: {
      en: ({ url, prefix }) => `${url} has no key below ${prefix}`,
      'zh-CN': ({ url, prefix }) => `${url} 在 ${prefix} 下没有任何键`,
    },
    fix: {
      en: () => 'give the prefix of config.yaml (deployment.etcd.prefix) with --etcd-prefix',
      'zh-CN': () => '请用 --etcd-prefix 指定 config.yaml 中的前缀（deployment.etcd.prefix）',
    },
    explanation: {
      en: 'An empty store would convert to a gateway that answers 404 to everything; that is hardly what is meant.',
      'zh-CN': '空的存储会转换为对所有请求返回 404 的网关，这通常不是本意。',
    },
  }),
} as const;
