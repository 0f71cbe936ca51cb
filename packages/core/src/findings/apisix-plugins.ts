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
  APX060: define<{ consumer: string; plugin: string }>({
    level: 'error',
    title: { en: 'A credential has no value', 'zh-CN': '凭证没有值' },
    message: {
      en: ({ consumer, plugin }) =>
        `the ${plugin} credential of consumer '${consumer}' refers to a value that is not known here`,
      'zh-CN': ({ consumer, plugin }) => `消费者“${consumer}”的 ${plugin} 凭证引用了此处未知的值`,
    },
    fix: {
      en: () => 'set the environment variable for the conversion, or write the value into the file',
      'zh-CN': () => '请为转换设置该环境变量，或将值写入文件',
    },
    explanation: {
      en: 'A credential that is kept in a secret manager or an unset variable cannot be converted; requests with it are refused.',
      'zh-CN': '保存在密钥管理器或未设置的变量中的凭证无法转换；使用它的请求会被拒绝。',
    },
  }),
  APX061: define<{ consumer: string; plugin: string }>({
    level: 'warning',
    title: { en: 'A kind of credential is not converted', 'zh-CN': '不转换该类凭证' },
    message: {
      en: ({ consumer, plugin }) => `the ${plugin} credential of consumer '${consumer}' is not converted`,
      'zh-CN': ({ consumer, plugin }) => `消费者“${consumer}”的 ${plugin} 凭证不会被转换`,
    },
    fix: {
      en: () => 'keep the routes that need it on the old gateway',
      'zh-CN': () => '请将需要它的路由保留在旧网关上',
    },
    explanation: {
      en: 'Routes that authenticate in this way are closed, so the credential opens nothing.',
      'zh-CN': '以此方式认证的路由会被关闭，因此该凭证不会开放任何内容。',
    },
  }),
  APX063: define<{ consumer: string; id: string }>({
    level: 'error',
    title: { en: 'The consumer group does not exist', 'zh-CN': '消费者组不存在' },
    message: {
      en: ({ consumer, id }) => `consumer '${consumer}': there is no consumer group '${id}'; APISIX answers 503 to it`,
      'zh-CN': ({ consumer, id }) => `消费者“${consumer}”：不存在消费者组“${id}”；APISIX 对其应答 503`,
    },
    fix: { en: () => 'correct group_id, or define the group', 'zh-CN': () => '请更正 group_id，或定义该消费者组' },
    explanation: {
      en: 'The target answers 503 to it as well.',
      'zh-CN': '目标网关对其同样应答 503。',
    },
  }),
  APX064: define<{ consumer: string }>({
    level: 'error',
    title: { en: 'Two consumers have one key', 'zh-CN': '两个消费者的密钥相同' },
    message: {
      en: ({ consumer }) =>
        `a credential of consumer '${consumer}' is also that of a later consumer, who gets the requests`,
      'zh-CN': ({ consumer }) => `消费者“${consumer}”的凭证与后面的消费者相同；请求归后者所有`,
    },
    fix: { en: () => 'give each consumer a key of its own', 'zh-CN': () => '请为每个消费者使用不同的密钥' },
    explanation: {
      en: 'APISIX finds a consumer by its key; the one that is loaded last counts.',
      'zh-CN': 'APISIX 通过密钥查找消费者；以最后加载的为准。',
    },
  }),
  APX065: define<{ id: string; consumer: string }>({
    level: 'error',
    title: { en: 'A credential without consumer', 'zh-CN': '凭证没有对应的消费者' },
    message: {
      en: ({ id, consumer }) => `credential '${id}': there is no consumer '${consumer}'; APISIX ignores it`,
      'zh-CN': ({ id, consumer }) => `凭证“${id}”：不存在消费者“${consumer}”；APISIX 会忽略它`,
    },
    fix: { en: () => 'define the consumer, or remove the credential', 'zh-CN': () => '请定义该消费者，或删除该凭证' },
    explanation: {
      en: 'The credential identifies nobody, at the target as well.',
      'zh-CN': '该凭证不标识任何消费者，目标网关亦然。',
    },
  }),
  APX067: define<{ kind: string; id: string }>({
    level: 'error',
    title: { en: 'A kind of object is not converted', 'zh-CN': '不转换该类对象' },
    message: {
      en: ({ kind, id }) => `${kind} '${id}' is not converted`,
      'zh-CN': ({ kind, id }) => `${kind}“${id}”不会被转换`,
    },
    fix: { en: () => 'keep what depends on it on the old gateway', 'zh-CN': () => '请将依赖它的内容保留在旧网关上' },
    explanation: {
      en: 'HTTP routes and what they use are converted; stream routes, protos and secret managers are not.',
      'zh-CN': '会转换 HTTP 路由及其所用内容；不转换 stream 路由、protos 和密钥管理器。',
    },
  }),
  APX068: define<{ plugin: string }>({
    level: 'warning',
    title: { en: 'Plugin metadata is not converted', 'zh-CN': '不转换插件元数据' },
    message: {
      en: ({ plugin }) => `the metadata of ${plugin} is not converted`,
      'zh-CN': ({ plugin }) => `${plugin} 的元数据不会被转换`,
    },
    fix: {
      en: () => 'check what the plugin takes from its metadata',
      'zh-CN': () => '请确认该插件从元数据中获取的内容',
    },
    explanation: {
      en: 'Metadata changes what the plugin does everywhere, for example the names of headers.',
      'zh-CN': '元数据会改变插件在所有位置的行为，例如请求头的名称。',
    },
  }),
  APX069: define<{ plugin: string }>({
    level: 'error',
    title: { en: 'A reference leads to an object', 'zh-CN': '引用指向一个对象' },
    message: {
      en: ({ plugin }) => `${plugin} takes a value from the environment that is an object instead of a text`,
      'zh-CN': ({ plugin }) => `${plugin} 从环境中取得的值是对象而不是文本`,
    },
    fix: {
      en: () => 'name a member of the object: $env://NAME/member',
      'zh-CN': () => '请指明对象的成员：$env://NAME/member',
    },
    explanation: {
      en: 'APISIX breaks off answers whose body should be an object; the target leaves the plugin out.',
      'zh-CN': '若响应正文应为对象，APISIX 会中断响应；目标网关则省略该插件。',
    },
  }),
  APX072: define<{ plugin: string }>({
    level: 'error',
    title: { en: 'A name is missing in the metadata', 'zh-CN': '元数据中缺少名称' },
    message: {
      en: ({ plugin }) =>
        `${plugin} names an entry that its metadata lacks; the source breaks off every answer of the route`,
      'zh-CN': ({ plugin }) => `${plugin} 引用了元数据中不存在的条目；源网关会中断该路由的所有响应`,
    },
    fix: {
      en: () => 'add the entry to the metadata, or take the name out',
      'zh-CN': () => '请在元数据中添加该条目，或删除该名称',
    },
    explanation: {
      en: 'The plugin fails in the middle of the answer, so that clients see a closed connection. The target answers 503 instead.',
      'zh-CN': '插件在响应途中出错，客户端看到的是连接被关闭。目标网关则返回 503。',
    },
  }),
} as const;
