/** Proxies, switches, indicators and gates: codes TRF001 and up. */
import { define } from '../finding/define.ts';
import { cloudSplits } from './traffic-cloud.ts';
import { edges } from './traffic-edges.ts';
import { kubernetesSplits } from './traffic-kubernetes.ts';
import { measuring } from './traffic-measuring.ts';
import { switching } from './traffic-switching.ts';

const proxies = {
  TRF001: define<{ tried: string; wanted: string }>({
    level: 'error',
    title: { en: 'Envoy was not found', 'zh-CN': '找不到 Envoy' },
    message: {
      en: ({ tried, wanted }) => `no Envoy ${wanted} or newer was found (looked at: ${tried})`,
      'zh-CN': ({ tried, wanted }) => `找不到 Envoy ${wanted} 或更新版本（查找位置：${tried}）`,
    },
    fix: {
      en: () => 'run `make` in the repository, which fetches it, or name the program in BANYAN_ENVOY',
      'zh-CN': () => '在仓库中运行 `make` 以下载，或用环境变量 BANYAN_ENVOY 指定程序',
    },
    explanation: {
      en: 'BANYAN_ENVOY is used if it is set, then .tools/envoy in the workspace, then envoy on PATH.',
      'zh-CN': '依次查找：环境变量 BANYAN_ENVOY、工作区中的 .tools/envoy、PATH 中的 envoy。',
    },
  }),
  TRF002: define<{ path: string; version: string; wanted: string }>({
    level: 'error',
    title: { en: 'This Envoy will not do', 'zh-CN': 'Envoy 版本不合适' },
    message: {
      en: ({ path, version, wanted }) => `${path} is version ${version}; ${wanted} or newer is needed`,
      'zh-CN': ({ path, version, wanted }) => `${path} 的版本为 ${version}，需要 ${wanted} 或更新版本`,
    },
    fix: {
      en: () => 'name a newer one in BANYAN_ENVOY, or run `make` in the repository, which fetches one',
      'zh-CN': () => '用 BANYAN_ENVOY 指定较新的版本，或在仓库中运行 `make` 下载',
    },
    explanation: {
      en: 'The edge rests on features of Envoy that older versions lack. A version of ? means that the program did not say one.',
      'zh-CN': '边缘代理依赖旧版 Envoy 没有的功能。版本显示为 ? 表示该程序没有报告版本。',
    },
  }),
  TRF003: define<{ address: string }>({
    level: 'error',
    title: { en: 'A port is taken', 'zh-CN': '端口已被占用' },
    message: {
      en: ({ address }) => `${address} is in use by another program`,
      'zh-CN': ({ address }) => `${address} 已被其他程序占用`,
    },
    fix: {
      en: () => 'end the other program (`ss -ltnp` names it), or choose another port',
      'zh-CN': () => '结束占用端口的程序（用 `ss -ltnp` 查看），或选择其他端口',
    },
    explanation: {
      en: 'Envoy could not listen where it was told to. What served before still serves.',
      'zh-CN': 'Envoy 无法在指定地址监听。之前的服务不受影响。',
    },
  }),
  TRF004: define<{ config: string; reason: string }>({
    level: 'error',
    title: { en: 'Envoy refused its configuration', 'zh-CN': 'Envoy 拒绝了配置' },
    message: {
      en: ({ config, reason }) => `Envoy does not accept ${config}: ${reason}`,
      'zh-CN': ({ config, reason }) => `Envoy 不接受 ${config}：${reason}`,
    },
    fix: {
      en: () => 'correct what Envoy names and start again',
      'zh-CN': () => '按 Envoy 的提示修正后重新启动',
    },
    explanation: {
      en: 'Envoy ended while it read its bootstrap configuration; the reason is its own. No traffic was touched.',
      'zh-CN': 'Envoy 在读取启动配置时退出，原因由 Envoy 给出。流量没有受到影响。',
    },
  }),
  TRF005: define<{ seconds: number; log: string }>({
    level: 'error',
    title: { en: 'Envoy did not become ready', 'zh-CN': 'Envoy 未能就绪' },
    message: {
      en: ({ seconds, log }) => `Envoy was not ready after ${seconds} s; its log is ${log}`,
      'zh-CN': ({ seconds, log }) => `Envoy 在 ${seconds} 秒后仍未就绪，日志：${log}`,
    },
    fix: {
      en: () => 'read the log; try again when the machine is less busy',
      'zh-CN': () => '查看日志；在机器较空闲时重试',
    },
    explanation: {
      en: 'A started Envoy must answer on its admin interface within a deadline. It was ended again.',
      'zh-CN': '启动后的 Envoy 必须在期限内通过管理接口应答。该进程已被结束。',
    },
  }),
  TRF006: define<{ address: string; reason: string }>({
    level: 'error',
    title: { en: 'Envoy does not answer', 'zh-CN': 'Envoy 没有应答' },
    message: {
      en: ({ address, reason }) => `the admin interface at ${address} does not answer: ${reason}`,
      'zh-CN': ({ address, reason }) => `管理接口 ${address} 没有应答：${reason}`,
    },
    fix: {
      en: () =>
        'see whether that Envoy still runs; where the edge has gone, `banyan rollback` starts it again with everything on the old side',
      'zh-CN': () =>
        '检查该 Envoy 是否仍在运行；若边缘代理已退出，`banyan rollback` 会重新启动它，并把全部流量切回旧侧',
    },
    explanation: {
      en: 'What an Envoy has loaded and counted is asked from its admin interface on loopback. Without it nothing is known, so nothing is concluded.',
      'zh-CN': 'Envoy 已加载的配置和计数通过本机管理接口查询。查询失败时不做任何结论。',
    },
  }),
  TRF007: define<{ status: string; log: string }>({
    level: 'error',
    title: { en: 'Envoy ended at once', 'zh-CN': 'Envoy 启动后立即退出' },
    message: {
      en: ({ status, log }) => `Envoy ended with ${status} while starting; its log is ${log}`,
      'zh-CN': ({ status, log }) => `Envoy 启动时退出（${status}），日志：${log}`,
    },
    fix: { en: () => 'read the log', 'zh-CN': () => '查看日志' },
    explanation: {
      en: 'The process went away before it was ready and its log names neither a taken port nor a refused configuration.',
      'zh-CN': '进程在就绪之前退出，日志中既没有端口占用也没有配置错误的信息。',
    },
  }),
  TRF008: define<{ pid: number }>({
    level: 'error',
    title: { en: 'A process cannot be ended', 'zh-CN': '无法结束进程' },
    message: {
      en: ({ pid }) => `process ${pid} is still there after SIGKILL`,
      'zh-CN': ({ pid }) => `进程 ${pid} 在 SIGKILL 之后仍然存在`,
    },
    fix: {
      en: ({ pid }) => `end process ${pid} with the rights of its owner`,
      'zh-CN': ({ pid }) => `以所有者权限结束进程 ${pid}`,
    },
    explanation: {
      en: 'Either it belongs to somebody else or the kernel is waiting for a device.',
      'zh-CN': '该进程可能属于其他用户，或内核正在等待设备。',
    },
  }),
} as const;

export const traffic = {
  ...proxies,
  ...switching,
  ...measuring,
  ...edges,
  ...kubernetesSplits,
  ...cloudSplits,
} as const;
