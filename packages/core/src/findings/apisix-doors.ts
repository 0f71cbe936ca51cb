/** The forms in which a configuration of APISIX comes: codes APX090 to APX119. */
import { define } from '../finding/define.ts';
import { violated } from './apisix-objects.ts';

export const apisixDoors = {
  APX090: define({
    level: 'info',
    title: { en: 'Only the wrapping', 'zh-CN': '仅为外层信息' },
    message: {
      en: () => 'this tells how the object was stored or fetched, and has no effect',
      'zh-CN': () => '这只说明对象如何存储或获取，不起作用',
    },
    fix: { en: () => 'nothing needs to be done', 'zh-CN': () => '无需处理' },
    explanation: {
      en: 'Revisions, counts and folders of the store surround the objects. The code stands in the ledger only.',
      'zh-CN': '对象外层的修订号、计数和目录。该代码只出现在账目中。',
    },
  }),
  APX091: define<{ kind: string; id: string; plugin: string; rule: string; detail: string }>({
    level: 'error',
    title: { en: 'APISIX refuses this object', 'zh-CN': 'APISIX 会拒绝该对象' },
    message: {
      en: ({ kind, id, plugin, rule, detail }) =>
        `${kind} '${id}'${plugin === '' ? '' : `, plugin ${plugin}`}: ${violated(rule, detail, 'en')}; the Admin API refuses the object`,
      'zh-CN': ({ kind, id, plugin, rule, detail }) =>
        `${kind}“${id}”${plugin === '' ? '' : `，插件 ${plugin}`}：${violated(rule, detail, 'zh-CN')}；Admin API 会拒绝该对象`,
    },
    fix: { en: () => 'correct the value, or remove the object', 'zh-CN': () => '请更正该值，或删除该对象' },
    explanation: {
      en: 'What ADC or the ingress controller writes goes through the Admin API, which checks each object and answers 400. The object never comes into being, and what was there before stays; the conversion leaves it out.',
      'zh-CN':
        'ADC 或 Ingress 控制器写入的内容要经过 Admin API，后者检查每个对象并应答 400。该对象不会生效，原有内容保持不变；转换会忽略它。',
    },
  }),
  APX092: define<{ kind: string; id: string; plugin: string }>({
    level: 'warning',
    title: { en: 'APISIX skips this plugin', 'zh-CN': 'APISIX 会跳过该插件' },
    message: {
      en: ({ kind, id, plugin }) => `${kind} '${id}': the plugin '${plugin}' is not loaded, and APISIX skips it`,
      'zh-CN': ({ kind, id, plugin }) => `${kind}“${id}”：插件“${plugin}”未加载，APISIX 会跳过它`,
    },
    fix: {
      en: () => 'name it in config.yaml if it is loaded after all; otherwise remove it',
      'zh-CN': () => '如果它实际上已加载，请在 config.yaml 中列出；否则请将其删除',
    },
    explanation: {
      en: 'An object from etcd keeps its effect when it names a plugin that is not loaded; only that plugin does nothing. Files are treated otherwise: there the whole object is dropped (APX050).',
      'zh-CN':
        '来自 etcd 的对象如果引用了未加载的插件，对象仍然生效，只有该插件不起作用。文件模式则不同：整个对象会被丢弃（APX050）。',
    },
  }),
  APX093: define<{ id: string }>({
    level: 'error',
    title: { en: 'A certificate without its private key', 'zh-CN': '证书缺少私钥' },
    message: {
      en: ({ id }) => `ssl '${id}' came without its private key, so its names are not served`,
      'zh-CN': ({ id }) => `ssl“${id}”不含私钥，因此不会为其域名提供服务`,
    },
    fix: {
      en: () => "convert from etcd, or add the field 'key' to the dump",
      'zh-CN': () => '请从 etcd 转换，或在导出文件中补充字段“key”',
    },
    explanation: {
      en: 'The Admin API never hands out private keys. etcd holds them, encrypted with the keyring of config.yaml.',
      'zh-CN': 'Admin API 从不返回私钥。etcd 中保存着私钥，并以 config.yaml 中的密钥环加密。',
    },
  }),
  APX094: define<{ door: string }>({
    level: 'warning',
    title: { en: 'Nothing of the configuration', 'zh-CN': '不属于该配置' },
    message: {
      en: ({ door }) => `this is no object of APISIX as it comes from ${door}, and has no effect`,
      'zh-CN': ({ door }) => `这不是来自 ${door} 的 APISIX 对象，不起作用`,
    },
    fix: {
      en: () => 'remove it, or name the right form with --from',
      'zh-CN': () => '请将其删除，或用 --from 指定正确的形式',
    },
    explanation: {
      en: 'The source was recognized by its other objects. What is none of them is left out.',
      'zh-CN': '根据其他对象识别出了来源的形式；不属于该形式的内容会被忽略。',
    },
  }),
  APX095: define<{ what: string; field: string }>({
    level: 'warning',
    title: { en: 'A field that nobody there knows', 'zh-CN': '未知字段' },
    message: {
      en: ({ what, field }) => `'${field}' is no field of a ${what} in this form, and has no effect`,
      'zh-CN': ({ what, field }) => `“${field}”不是该形式中 ${what} 的字段，不起作用`,
    },
    fix: { en: () => 'correct the name, or remove the field', 'zh-CN': () => '请更正名称，或删除该字段' },
    explanation: {
      en: 'An API server prunes such a field, and ADC refuses the file or passes it on to nobody. APISIX never sees it, and the conversion leaves it out.',
      'zh-CN': 'API 服务器会删除这样的字段，ADC 会拒绝该文件或不会传递它。APISIX 永远看不到它，转换也会忽略它。',
    },
  }),
  APX096: define<{ name: string }>({
    level: 'warning',
    title: { en: 'A variable of the ADC file is not set', 'zh-CN': 'ADC 文件中的变量未设置' },
    message: {
      en: ({ name }) => `the environment variable ${name} is not set, so ADC puts nothing in its place`,
      'zh-CN': ({ name }) => `环境变量 ${name} 未设置，ADC 会以空文本代替`,
    },
    fix: { en: ({ name }) => `set ${name}`, 'zh-CN': ({ name }) => `请设置 ${name}` },
    explanation: {
      en: 'ADC replaces ${NAME} in every text when it reads the file, and takes an empty text for what is not set. The conversion does the same.',
      'zh-CN': 'ADC 在读取文件时替换每个文本中的 ${NAME}，未设置的变量以空文本代替。转换的做法相同。',
    },
  }),
} as const;
