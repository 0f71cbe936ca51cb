/** Measuring and judging traffic: codes TRF030 and up. */
import { define } from '../finding/define.ts';

export const measuring = {
  TRF030: define<{ source: string; reason: string }>({
    level: 'warning',
    title: { en: 'A source of measurements is down', 'zh-CN': '指标来源不可用' },
    message: {
      en: ({ source, reason }) => `${source} cannot be read: ${reason}`,
      'zh-CN': ({ source, reason }) => `无法读取 ${source}：${reason}`,
    },
    fix: {
      en: () => 'see whether the measured program runs; the policy of the gate decides what happens until then',
      'zh-CN': () => '检查被测程序是否在运行；在此之前由门禁策略决定如何处理',
    },
    explanation: {
      en: 'Without measurements nothing passes: the gate holds or fails, as its policy for a source that is down says.',
      'zh-CN': '没有指标就不会通过：门禁按照“来源不可用”的策略等待或失败。',
    },
  }),
  TRF031: define<{ source: string; reason: string }>({
    level: 'warning',
    title: { en: 'Measurements cannot be understood', 'zh-CN': '无法理解指标' },
    message: {
      en: ({ source, reason }) => `the answer of ${source} cannot be understood: ${reason}`,
      'zh-CN': ({ source, reason }) => `无法理解 ${source} 的应答：${reason}`,
    },
    fix: {
      en: () => 'see whether the address belongs to the metrics of the gateway and its exporter is on',
      'zh-CN': () => '检查地址是否为网关的指标地址，以及导出器是否已启用',
    },
    explanation: {
      en: 'The source answered, but not with the measurements that are expected of its kind.',
      'zh-CN': '来源有应答，但内容不是该类来源应有的指标。',
    },
  }),
  TRF032: define<{ source: string; address: string }>({
    level: 'warning',
    title: { en: 'There are no measurements of APISIX', 'zh-CN': '没有 APISIX 的指标' },
    message: {
      en: ({ source, address }) => `${source}: ${address} answers without any apisix_* metrics`,
      'zh-CN': ({ source, address }) => `${source}：${address} 的应答中没有 apisix_* 指标`,
    },
    fix: {
      en: () =>
        'enable the prometheus plugin, on the routes or as a global rule, and check the address of its exporter',
      'zh-CN': () => '在路由上或以全局规则启用 prometheus 插件，并检查导出器地址',
    },
    explanation: {
      en: 'APISIX counts only requests of routes with the prometheus plugin. Without its counters the old side is not measured there.',
      'zh-CN': 'APISIX 只统计启用了 prometheus 插件的路由的请求。没有这些计数，就无法在那里度量旧侧。',
    },
  }),
} as const;
