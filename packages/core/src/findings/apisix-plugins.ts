/** Plugins of APISIX: codes APX050 to APX069. */
import { define } from '../finding/define.ts';
import { violated } from './apisix-objects.ts';

export const apisixPlugins = {
  APX050: define<{ kind: string; id: string; plugin: string }>({
    level: 'error',
    title: { en: 'Unknown plugin', 'zh-CN': '未知插件' },
    message: {
      en: ({ kind, id, plugin }) => `${kind} '${id}': there is no plugin '${plugin}'; APISIX drops the object`,
      'zh-CN': ({ kind, id, plugin }) => `${kind}“${id}”：不存在插件“${plugin}”；APISIX 会丢弃该对象`,
    },
    fix: {
      en: () => 'correct the name, remove the plugin, or enable it in config.yaml',
      'zh-CN': () => '请更正名称、删除该插件，或在 config.yaml 中启用它',
    },
    explanation: {
      en: 'In file mode an unknown or not enabled plugin makes APISIX drop the whole object, even when the plugin is switched off.',
      'zh-CN': '在文件模式下，未知或未启用的插件会使 APISIX 丢弃整个对象，即使该插件已停用。',
    },
  }),
  APX051: define<{ kind: string; id: string; plugin: string; rule: string; detail: string }>({
    level: 'error',
    title: { en: 'Invalid plugin configuration', 'zh-CN': '插件配置无效' },
    message: {
      en: ({ kind, id, plugin, rule, detail }) =>
        `${kind} '${id}', plugin ${plugin}: ${violated(rule, detail, 'en')}; APISIX drops the object`,
      'zh-CN': ({ kind, id, plugin, rule, detail }) =>
        `${kind}“${id}”，插件 ${plugin}：${violated(rule, detail, 'zh-CN')}；APISIX 会丢弃该对象`,
    },
    fix: { en: () => "correct the plugin's configuration", 'zh-CN': () => '请更正插件的配置' },
    explanation: {
      en: 'In file mode an invalid plugin configuration makes APISIX drop the whole object.',
      'zh-CN': '在文件模式下，无效的插件配置会使 APISIX 丢弃整个对象。',
    },
  }),
  APX053: define({
    level: 'info',
    title: { en: 'The plugin is switched off', 'zh-CN': '插件已停用' },
    message: {
      en: () => 'the plugin is switched off with _meta.disable',
      'zh-CN': () => '该插件通过 _meta.disable 停用',
    },
    fix: { en: () => 'nothing needs to be done', 'zh-CN': () => '无需处理' },
    explanation: {
      en: 'A plugin that is switched off does not run, and hides the plugin of the same name of the service or plugin_config.',
      'zh-CN': '停用的插件不会运行，并会遮盖 service 或 plugin_config 中的同名插件。',
    },
  }),
  APX054: define<{ plugin: string; count: number }>({
    level: 'error',
    title: { en: 'A plugin stands in several global rules', 'zh-CN': '插件出现在多个全局规则中' },
    message: {
      en: ({ plugin, count }) => `${plugin} stands in ${count} global rules; APISIX then runs none of them`,
      'zh-CN': ({ plugin, count }) => `${plugin} 出现在 ${count} 个全局规则中；APISIX 不会运行其中任何一个`,
    },
    fix: { en: () => 'keep it in one global rule', 'zh-CN': () => '请只在一个全局规则中保留它' },
    explanation: {
      en: 'APISIX removes a plugin from all global rules when more than one has it. The target does not run it either.',
      'zh-CN': '当多个全局规则包含同一插件时，APISIX 会将其全部移除。目标网关同样不会运行它。',
    },
  }),
  APX055: define({
    level: 'info',
    title: { en: 'Overridden everywhere', 'zh-CN': '在所有位置都被覆盖' },
    message: {
      en: () => 'every route that could use this has its own, so it has no effect',
      'zh-CN': () => '所有可能使用它的路由都有自己的配置，因此它不起作用',
    },
    fix: { en: () => 'nothing needs to be done', 'zh-CN': () => '无需处理' },
    explanation: {
      en: 'The configuration of a route wins over that of its plugin_config, and that over the service, plugin by plugin.',
      'zh-CN': '逐个插件而言，路由的配置优先于其 plugin_config，后者又优先于 service。',
    },
  }),
} as const;
