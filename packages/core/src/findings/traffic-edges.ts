/** Edges that the user runs: codes TRF040 and up. */
import { define } from '../finding/define.ts';

export const edges = {
  TRF040: define<{ program: string; file: string }>({
    level: 'warning',
    title: { en: 'The edge is not loaded yet', 'zh-CN': '边缘配置尚未加载' },
    message: {
      en: ({ program, file }) => `${program} has not loaded ${file}`,
      'zh-CN': ({ program, file }) => `${program} 尚未加载 ${file}`,
    },
    fix: {
      en: () => 'include the file in its configuration and reload it; the migration then goes on by itself',
      'zh-CN': () => '将该文件加入其配置并重新加载；迁移随后自动继续',
    },
    explanation: {
      en: 'Banyan writes what the edge must know into a folder of its own and never touches your own files, nor does it restart your programs.',
      'zh-CN': 'Banyan 将边缘所需的配置写入自己的目录，不会改动您的文件，也不会重启您的程序。',
    },
  }),
  TRF041: define<{ program: string; address: string; reason: string }>({
    level: 'warning',
    title: { en: 'The edge does not answer', 'zh-CN': '边缘没有应答' },
    message: {
      en: ({ program, address, reason }) => `${program} does not answer at ${address}: ${reason}`,
      'zh-CN': ({ program, address, reason }) => `${program} 在 ${address} 没有应答：${reason}`,
    },
    fix: {
      en: () => 'see whether it runs and whether the user who runs banyan may use the address',
      'zh-CN': () => '检查程序是否在运行，以及运行 banyan 的用户是否有权使用该地址',
    },
    explanation: {
      en: 'What is in force is read from the running program. While it does not answer, nothing is concluded and the next write reads first.',
      'zh-CN': '生效的内容从运行中的程序读取。没有应答时不下任何结论，下次写入前先读取。',
    },
  }),
  TRF042: define<{ command: string; answer: string }>({
    level: 'error',
    title: { en: 'HAProxy refused a command', 'zh-CN': 'HAProxy 拒绝了命令' },
    message: {
      en: ({ command, answer }) => `HAProxy answers \`${command}\` with: ${answer}`,
      'zh-CN': ({ command, answer }) => `HAProxy 对 \`${command}\` 的应答是：${answer}`,
    },
    fix: {
      en: () => 'give its `stats socket` the word `level admin`; HAProxy 2.5 or newer is needed',
      'zh-CN': () => '为其 `stats socket` 加上 `level admin`；需要 HAProxy 2.5 或更新版本',
    },
    explanation: {
      en: 'Shares are brought into force by one commit of a map. What was in force before still is.',
      'zh-CN': '份额通过对 map 的一次提交生效。之前生效的内容保持不变。',
    },
  }),
  TRF043: define<{ program: string; entry: string }>({
    level: 'error',
    title: { en: 'This edge does not end TLS', 'zh-CN': '该边缘不终止 TLS' },
    message: {
      en: ({ program, entry }) => `${program} would have to speak TLS at ${entry}, which Banyan does not set up there`,
      'zh-CN': ({ program, entry }) => `${program} 需要在 ${entry} 使用 TLS，Banyan 不在此处配置`,
    },
    fix: {
      en: () => 'let a listener of your own end TLS and hand on to the door, or use the edge on Envoy',
      'zh-CN': () => '由您自己的监听器终止 TLS 并转发到入口，或使用 Envoy 边缘',
    },
    explanation: {
      en: 'Certificates of a program that you run are yours to set up. Nothing was written.',
      'zh-CN': '您运行的程序的证书由您自己配置。没有写入任何内容。',
    },
  }),
  TRF044: define<{ method: string; path: string; status: number; answer: string }>({
    level: 'error',
    title: { en: 'The Admin API of APISIX refused', 'zh-CN': 'APISIX Admin API 拒绝了请求' },
    message: {
      en: ({ method, path, status, answer }) => `${method} ${path} is answered with ${status}: ${answer}`,
      'zh-CN': ({ method, path, status, answer }) => `${method} ${path} 的应答为 ${status}：${answer}`,
    },
    fix: {
      en: () => 'for 401 give the key of the Admin API; for 404 put the upstream of the new gateway there first',
      'zh-CN': () => '401 时请提供 Admin API 的密钥；404 时请先创建新网关的上游',
    },
    explanation: {
      en: 'A share is one global rule, put as a whole. What was in force before still is.',
      'zh-CN': '份额是一条整体写入的全局规则。之前生效的内容保持不变。',
    },
  }),
};
