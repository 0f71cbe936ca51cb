/** Objects of an APISIX configuration and what they refer to: codes APX010 to APX029. */
import { define } from '../finding/define.ts';

type Broken = { kind: string; id: string; rule: string; detail: string };

const rules: Readonly<
  Record<string, { readonly en: (detail: string) => string; readonly 'zh-CN': (detail: string) => string }>
> = {
  type: { en: (detail) => `this must be: ${detail}`, 'zh-CN': (detail) => `此处类型必须为：${detail}` },
  missing: { en: (detail) => `'${detail}' is missing`, 'zh-CN': (detail) => `缺少“${detail}”` },
  unknown: { en: (detail) => `'${detail}' is not known here`, 'zh-CN': (detail) => `此处不允许“${detail}”` },
  range: { en: (detail) => `this must be within ${detail}`, 'zh-CN': (detail) => `此处必须在 ${detail} 范围内` },
  pattern: { en: (detail) => `this must match ${detail}`, 'zh-CN': (detail) => `此处必须匹配 ${detail}` },
  choice: { en: (detail) => `this must be one of: ${detail}`, 'zh-CN': (detail) => `此处必须为以下之一：${detail}` },
  exclusive: { en: (detail) => `these exclude each other: ${detail}`, 'zh-CN': (detail) => `以下内容互斥：${detail}` },
  invalid: { en: (detail) => `this is invalid: ${detail}`, 'zh-CN': (detail) => `此处无效：${detail}` },
};

/** What a schema violation is, in a language. */
export const violated = (rule: string, detail: string, locale: 'en' | 'zh-CN'): string =>
  (rules[rule] ?? rules['invalid'])?.[locale](detail) ?? detail;

const dropped = {
  en: 'APISIX checks each object when it loads a file and leaves out what breaks its schema; the conversion leaves it out too.',
  'zh-CN': 'APISIX 在加载文件时检查每个对象，并忽略不符合其模式的对象；转换同样会忽略它。',
} as const;

export const apisixObjects = {
  APX010: define<Broken>({
    level: 'error',
    title: { en: 'APISIX drops this object', 'zh-CN': 'APISIX 会丢弃该对象' },
    message: {
      en: ({ kind, id, rule, detail }) => `${kind} '${id}': ${violated(rule, detail, 'en')}; APISIX drops the object`,
      'zh-CN': ({ kind, id, rule, detail }) =>
        `${kind}“${id}”：${violated(rule, detail, 'zh-CN')}；APISIX 会丢弃该对象`,
    },
    fix: { en: () => 'correct the value, or remove the object', 'zh-CN': () => '请更正该值，或删除该对象' },
    explanation: dropped,
  }),
  APX011: define<{ kind: string; id: string; line: number }>({
    level: 'error',
    title: { en: 'Two objects have one id', 'zh-CN': '两个对象的 id 相同' },
    message: {
      en: ({ kind, id, line }) =>
        `${kind}: the id '${id}' is used again in line ${line}; APISIX takes the later object`,
      'zh-CN': ({ kind, id, line }) => `${kind}：id“${id}”在第 ${line} 行再次使用；APISIX 采用后者`,
    },
    fix: { en: () => 'give one of them another id, or remove it', 'zh-CN': () => '请更改其中一个的 id，或将其删除' },
    explanation: {
      en: 'The later object takes the place of the earlier one, in its position; the earlier one has no effect.',
      'zh-CN': '后面的对象会取代前面的对象并占据其位置；前面的对象不起作用。',
    },
  }),
  APX012: define({
    level: 'info',
    title: { en: 'The route is switched off', 'zh-CN': '路由已停用' },
    message: { en: () => 'the route has status 0 and is not loaded', 'zh-CN': () => '该路由的 status 为 0，不会加载' },
    fix: { en: () => 'nothing needs to be done', 'zh-CN': () => '无需处理' },
    explanation: {
      en: 'A route with status 0 answers nothing in APISIX and is not converted.',
      'zh-CN': 'status 为 0 的路由在 APISIX 中不提供服务，因此不会被转换。',
    },
  }),
  APX013: define<{ kind: string; id: string }>({
    level: 'info',
    title: { en: 'Nothing uses this object', 'zh-CN': '没有任何内容使用该对象' },
    message: {
      en: ({ kind, id }) => `${kind} '${id}' is used by no route and has no effect`,
      'zh-CN': ({ kind, id }) => `${kind}“${id}”没有被任何路由使用，不起作用`,
    },
    fix: { en: () => 'remove it if it is not needed', 'zh-CN': () => '如不需要，请将其删除' },
    explanation: {
      en: 'Services, upstreams and plugin_configs act only through routes that refer to them.',
      'zh-CN': 'services、upstreams 和 plugin_configs 只有被路由引用时才起作用。',
    },
  }),
  APX014: define({
    level: 'info',
    title: { en: 'Description only', 'zh-CN': '仅用于说明' },
    message: { en: () => 'names, labels and times have no effect', 'zh-CN': () => '名称、标签和时间不起作用' },
    fix: { en: () => 'nothing needs to be done', 'zh-CN': () => '无需处理' },
    explanation: {
      en: 'name, desc, labels, create_time and update_time describe an object and change no answer.',
      'zh-CN': 'name、desc、labels、create_time 和 update_time 只用于描述对象，不影响任何应答。',
    },
  }),
  APX015: define({
    level: 'info',
    title: { en: 'Without effect here', 'zh-CN': '在此处不起作用' },
    message: {
      en: () => 'the field has no effect beside the other fields of the object',
      'zh-CN': () => '与该对象的其他字段一起时，该字段不起作用',
    },
    fix: { en: () => 'nothing needs to be done', 'zh-CN': () => '无需处理' },
    explanation: {
      en: 'For example a hash key of a balancer that does not hash, or the metadata of a node.',
      'zh-CN': '例如未使用哈希的负载均衡器的哈希键，或节点的 metadata。',
    },
  }),
  APX020: define<{ id: string }>({
    level: 'error',
    title: { en: 'The service does not exist', 'zh-CN': '服务不存在' },
    message: {
      en: ({ id }) => `there is no service '${id}'; APISIX answers 404 on this route`,
      'zh-CN': ({ id }) => `不存在服务“${id}”；APISIX 在该路由上应答 404`,
    },
    fix: { en: () => 'correct service_id, or define the service', 'zh-CN': () => '请更正 service_id，或定义该服务' },
    explanation: {
      en: 'The route matches all the same, and APISIX answers 404 before any plugin runs. The target answers the same.',
      'zh-CN': '该路由仍然匹配，APISIX 在任何插件运行之前应答 404。目标网关的应答相同。',
    },
  }),
  APX021: define<{ id: string }>({
    level: 'error',
    title: { en: 'The plugin_config does not exist', 'zh-CN': 'plugin_config 不存在' },
    message: {
      en: ({ id }) => `there is no plugin_config '${id}'; APISIX answers 503 on this route`,
      'zh-CN': ({ id }) => `不存在 plugin_config“${id}”；APISIX 在该路由上应答 503`,
    },
    fix: {
      en: () => 'correct plugin_config_id, or define the plugin_config',
      'zh-CN': () => '请更正 plugin_config_id，或定义该 plugin_config',
    },
    explanation: {
      en: 'The route matches all the same, and APISIX answers 503 before any plugin runs. The target answers the same.',
      'zh-CN': '该路由仍然匹配，APISIX 在任何插件运行之前应答 503。目标网关的应答相同。',
    },
  }),
  APX022: define<{ id: string }>({
    level: 'error',
    title: { en: 'The upstream does not exist', 'zh-CN': '上游不存在' },
    message: {
      en: ({ id }) => `there is no upstream '${id}'; APISIX answers 502`,
      'zh-CN': ({ id }) => `不存在上游“${id}”；APISIX 应答 502`,
    },
    fix: { en: () => 'correct upstream_id, or define the upstream', 'zh-CN': () => '请更正 upstream_id，或定义该上游' },
    explanation: {
      en: 'Plugins run first; then APISIX answers 502. The target answers the same.',
      'zh-CN': '插件先运行，然后 APISIX 应答 502。目标网关的应答相同。',
    },
  }),
  APX023: define<{ name: string }>({
    level: 'error',
    title: { en: 'There is no node to forward to', 'zh-CN': '没有可转发的节点' },
    message: {
      en: ({ name }) => `'${name}' has no usable node; APISIX answers 503`,
      'zh-CN': ({ name }) => `“${name}”没有可用的节点；APISIX 应答 503`,
    },
    fix: { en: () => 'add nodes to the upstream', 'zh-CN': () => '请为上游添加节点' },
    explanation: {
      en: 'A route without an upstream, or an upstream without nodes, answers 503 after its plugins have run. The target answers the same.',
      'zh-CN': '没有上游的路由或没有节点的上游，会在插件运行之后应答 503。目标网关的应答相同。',
    },
  }),
  APX024: define<{ host: string; port: number }>({
    level: 'error',
    title: { en: 'A node cannot be reached', 'zh-CN': '节点不可达' },
    message: {
      en: ({ host, port }) => `the node ${host}:${port} is no usable address`,
      'zh-CN': ({ host, port }) => `节点 ${host}:${port} 不是可用的地址`,
    },
    fix: { en: () => 'use a port from 1 to 65535', 'zh-CN': () => '端口必须在 1 到 65535 之间' },
    explanation: {
      en: 'Connections to such a node always fail in APISIX; the target does not have the node.',
      'zh-CN': '在 APISIX 中，到该节点的连接总是失败；目标网关不包含该节点。',
    },
  }),
  APX025: define<{ name: string; id: string }>({
    level: 'error',
    title: { en: 'The client certificate does not exist', 'zh-CN': '客户端证书不存在' },
    message: {
      en: ({ name, id }) => `upstream '${name}': there is no ssl object '${id}' of type client; APISIX answers 502`,
      'zh-CN': ({ name, id }) => `上游“${name}”：不存在类型为 client 的 ssl 对象“${id}”；APISIX 应答 502`,
    },
    fix: {
      en: () => 'correct client_cert_id, or define the certificate',
      'zh-CN': () => '请更正 client_cert_id，或定义该证书',
    },
    explanation: {
      en: 'Without the certificate APISIX cannot set the upstream and answers 502. The target answers the same.',
      'zh-CN': '缺少证书时 APISIX 无法设置上游，应答 502。目标网关的应答相同。',
    },
  }),
  APX026: define<{ name: string; service: string }>({
    level: 'error',
    title: { en: 'Service discovery is not converted', 'zh-CN': '不转换服务发现' },
    message: {
      en: ({ name, service }) =>
        `upstream '${name}' finds its nodes in a registry as '${service}'; the target answers 503`,
      'zh-CN': ({ name, service }) => `上游“${name}”以“${service}”在注册中心查找节点；目标网关应答 503`,
    },
    fix: { en: () => 'write the nodes into the upstream', 'zh-CN': () => '请将节点写入上游' },
    explanation: {
      en: 'The registry that APISIX asks cannot be asked by the target.',
      'zh-CN': '目标网关无法查询 APISIX 所用的注册中心。',
    },
  }),
  APX027: define<{ name: string; scheme: string }>({
    level: 'error',
    title: { en: 'The protocol is not converted', 'zh-CN': '不转换该协议' },
    message: {
      en: ({ name, scheme }) => `upstream '${name}' speaks ${scheme}; the target answers 503`,
      'zh-CN': ({ name, scheme }) => `上游“${name}”使用 ${scheme} 协议；目标网关应答 503`,
    },
    fix: { en: () => 'keep these routes on the old gateway', 'zh-CN': () => '请将这些路由保留在旧网关上' },
    explanation: {
      en: 'HTTP routes are converted with http, https, grpc and grpcs upstreams.',
      'zh-CN': 'HTTP 路由支持转换 http、https、grpc 和 grpcs 上游。',
    },
  }),
  APX028: define<{ id: string }>({
    level: 'error',
    title: { en: 'A client certificate is not converted', 'zh-CN': '不转换客户端证书' },
    message: {
      en: ({ id }) => `the certificate '${id}', which upstreams are shown, is kept elsewhere and not converted`,
      'zh-CN': ({ id }) => `向上游出示的证书“${id}”不会被转换`,
    },
    fix: {
      en: () => 'keep the routes that need it on the old gateway',
      'zh-CN': () => '请将需要它的路由保留在旧网关上',
    },
    explanation: {
      en: 'Upstreams that ask for a client certificate will refuse the target.',
      'zh-CN': '要求客户端证书的上游会拒绝目标网关。',
    },
  }),
  APX029: define<{ id: string }>({
    level: 'error',
    title: { en: 'A certificate is kept elsewhere', 'zh-CN': '证书保存在别处' },
    message: {
      en: ({ id }) => `ssl '${id}' refers to a secret that APISIX fetches while it runs; it is not converted`,
      'zh-CN': ({ id }) => `ssl“${id}”引用了 APISIX 运行时获取的密钥；不会被转换`,
    },
    fix: { en: () => 'write the certificate and key into the file', 'zh-CN': () => '请将证书和密钥写入文件' },
    explanation: {
      en: 'Handshakes for its names fail at the target.',
      'zh-CN': '在目标网关上，针对其名称的握手会失败。',
    },
  }),
} as const;
