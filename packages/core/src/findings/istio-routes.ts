/** Routes and upstreams in the words of Istio: codes IST010 and up. */
import { define } from '../finding/define.ts';

export const istioRoutes = {
  IST010: define<{ readonly part: string; readonly route: string }>({
    level: 'warning',
    title: {
      en: 'The route is closed: its match has no word in Istio',
      'zh-CN': '路由已关闭：Istio 无法表达其匹配条件',
    },
    message: {
      en: (p) => `route ${p.route} asks for ${p.part} in a way that a VirtualService cannot say; it answers 503`,
      'zh-CN': (p) => `路由 ${p.route} 对 ${p.part} 的要求无法用 VirtualService 表达，返回 503`,
    },
    fix: {
      en: () => 'allow EnvoyFilter (--allow envoyfilter), or simplify the condition',
      'zh-CN': () => '允许使用 EnvoyFilter（--allow envoyfilter），或简化条件',
    },
    explanation: {
      en: 'A VirtualService compares each header once, knows patterns of 1024 characters at most, and sees no more of a request than path, query, method, host and headers.',
      'zh-CN':
        'VirtualService 对每个请求头只比较一次，模式最长 1024 个字符，且只能看到路径、查询、方法、主机与请求头。',
    },
  }),
  IST011: define<{ readonly part: string; readonly route: string }>({
    level: 'warning',
    title: {
      en: 'The route is closed: what it does has no word in Istio',
      'zh-CN': '路由已关闭：Istio 无法表达其动作',
    },
    message: {
      en: (p) => `route ${p.route} needs ${p.part}, which no http rule has; it answers 503`,
      'zh-CN': (p) => `路由 ${p.route} 需要 ${p.part}，而 http 规则没有该功能，返回 503`,
    },
    fix: {
      en: () => 'allow EnvoyFilter (--allow envoyfilter)',
      'zh-CN': () => '允许使用 EnvoyFilter（--allow envoyfilter）',
    },
    explanation: {
      en: 'Envoy can do it, and Istio has no field for it.',
      'zh-CN': 'Envoy 支持该功能，但 Istio 没有对应字段。',
    },
  }),
  IST012: define<{ readonly part: string; readonly route: string }>({
    level: 'warning',
    title: { en: 'The route is closed: it needs a filter of Envoy', 'zh-CN': '路由已关闭：需要 Envoy 过滤器' },
    message: {
      en: (p) => `route ${p.route} needs ${p.part}; without it the route would be open, so it answers 503`,
      'zh-CN': (p) => `路由 ${p.route} 需要 ${p.part}；缺少它路由将失去保护，因此返回 503`,
    },
    fix: {
      en: () => 'allow EnvoyFilter (--allow envoyfilter)',
      'zh-CN': () => '允许使用 EnvoyFilter（--allow envoyfilter）',
    },
    explanation: {
      en: 'Istio has no object that sets the filter for one route. An EnvoyFilter can, at the price of depending on the version of Envoy.',
      'zh-CN': 'Istio 没有可为单个路由设置该过滤器的对象。EnvoyFilter 可以，但会依赖 Envoy 的版本。',
    },
  }),
  IST013: define<{ readonly part: string; readonly route: string }>({
    level: 'warning',
    title: { en: 'An edit of a header is left out', 'zh-CN': '遗漏了一项请求头编辑' },
    message: {
      en: (p) => `route ${p.route} edits the header ${p.part} in a way that an http rule cannot say`,
      'zh-CN': (p) => `路由 ${p.route} 对 ${p.part} 头的编辑无法用 http 规则表达`,
    },
    fix: {
      en: () => 'allow EnvoyFilter (--allow envoyfilter)',
      'zh-CN': () => '允许使用 EnvoyFilter（--allow envoyfilter）',
    },
    explanation: {
      en: 'A rule can set a header, add one value to it, or remove it.',
      'zh-CN': 'http 规则只能设置头、添加一个值或删除头。',
    },
  }),
  IST014: define<{ readonly part: string; readonly route: string }>({
    level: 'info',
    title: { en: 'An empty answer has no content type', 'zh-CN': '空应答没有内容类型' },
    message: {
      en: (p) => `answers of route ${p.route} without a body lack ${p.part}`,
      'zh-CN': (p) => `路由 ${p.route} 的无正文应答缺少 ${p.part}`,
    },
    fix: {
      en: () => 'allow Lua (--allow lua), or let clients do without it',
      'zh-CN': () => '允许使用 Lua（--allow lua），或让客户端不依赖它',
    },
    explanation: {
      en: 'Envoy takes the content type off an answer without a body.',
      'zh-CN': 'Envoy 会去掉无正文应答的内容类型。',
    },
  }),
  IST015: define<{ readonly part: string; readonly route: string }>({
    level: 'info',
    title: { en: 'A time-out counts for the whole answer', 'zh-CN': '超时按整个应答计算' },
    message: {
      en: (p) =>
        `route ${p.route} waits ${p.part} for the whole answer, where the source counts anew with every part of it`,
      'zh-CN': (p) => `路由 ${p.route} 对整个应答等待 ${p.part}，而源网关在每次读取后重新计时`,
    },
    fix: {
      en: () => 'allow EnvoyFilter (--allow envoyfilter) for routes with long answers',
      'zh-CN': () => '对应答时间长的路由允许使用 EnvoyFilter（--allow envoyfilter）',
    },
    explanation: {
      en: 'Istio has one time-out for a request; Envoy has one between two parts as well.',
      'zh-CN': 'Istio 对一个请求只有一个超时；Envoy 还有两次读取之间的超时。',
    },
  }),
  IST016: define<{ readonly upstream: string }>({
    level: 'info',
    title: { en: 'The nodes are weighed by themselves', 'zh-CN': '节点各自加权' },
    message: {
      en: (p) =>
        `the nodes of upstream ${p.upstream} are destinations of their own, so that each is called by its own name; another try goes to the same node`,
      'zh-CN': (p) => `上游 ${p.upstream} 的节点各为独立目的地，以便使用各自的名称；重试会发往同一节点`,
    },
    fix: { en: () => 'nothing, unless nodes fail often', 'zh-CN': () => '除非节点经常故障，否则无需处理' },
    explanation: {
      en: 'An http rule can set one host name for one destination.',
      'zh-CN': 'http 规则对一个目的地只能设置一个主机名。',
    },
  }),
  IST017: define<{ readonly upstream: string }>({
    level: 'warning',
    title: { en: 'Reserve nodes take part at once', 'zh-CN': '备用节点立即参与' },
    message: {
      en: (p) => `upstream ${p.upstream} has nodes of lower priority; Istio sends requests to them as well`,
      'zh-CN': (p) => `上游 ${p.upstream} 含较低优先级节点；Istio 也会向其发送请求`,
    },
    fix: {
      en: () => 'use locality failover, or take the reserve nodes out',
      'zh-CN': () => '使用地域故障转移，或移除备用节点',
    },
    explanation: {
      en: 'Istio knows priorities of endpoints by their place only.',
      'zh-CN': 'Istio 仅按位置区分端点优先级。',
    },
  }),
  IST018: define({
    level: 'info',
    title: { en: 'EnvoyFilter depends on the version of Istio', 'zh-CN': 'EnvoyFilter 依赖 Istio 版本' },
    message: {
      en: () => 'parts of the configuration are written as EnvoyFilter, in the words of Envoy itself',
      'zh-CN': () => '部分配置以 EnvoyFilter 写成，即 Envoy 自身的写法',
    },
    fix: {
      en: () => 'check them before each upgrade of Istio: istioctl analyze names patches that no longer fit',
      'zh-CN': () => '每次升级 Istio 前请检查：istioctl analyze 会指出不再适用的补丁',
    },
    explanation: {
      en: 'EnvoyFilter changes what istiod has made, and is not kept stable between versions.',
      'zh-CN': 'EnvoyFilter 修改 istiod 的产物，各版本之间不保证稳定。',
    },
  }),
  IST019: define({
    level: 'warning',
    title: { en: 'A secret stands in the configuration', 'zh-CN': '配置中含有机密' },
    message: {
      en: () => 'credentials are part of the written objects; the files are readable by their owner only',
      'zh-CN': () => '凭据写入了对象中；文件仅所有者可读',
    },
    fix: {
      en: () => 'keep these objects out of version control, or convert with --secrets refuse',
      'zh-CN': () => '不要将这些对象纳入版本控制，或使用 --secrets refuse 转换',
    },
    explanation: {
      en: 'Istio compares keys in VirtualServices and EnvoyFilters, which are no Secrets: whoever may read those objects may read the keys.',
      'zh-CN': 'Istio 在 VirtualService 与 EnvoyFilter 中比较密钥，它们不是 Secret：能读取这些对象的人即能读取密钥。',
    },
  }),
  IST020: define<{ readonly names: string }>({
    level: 'warning',
    title: { en: 'Server names and hosts are bound together', 'zh-CN': '服务器名与主机相互绑定' },
    message: {
      en: (p) =>
        `a connection under the name of the certificate for ${p.names} reaches hosts of that certificate alone, and wildcards cover any number of labels`,
      'zh-CN': (p) => `以 ${p.names} 证书的名称建立的连接只能访问该证书的主机，且通配符可匹配任意多级标签`,
    },
    fix: {
      en: () => 'let clients name the host that they ask for; browsers do, unless they reuse a connection (421)',
      'zh-CN': () => '让客户端使用所请求主机的名称；浏览器会这样做，除非复用连接（421）',
    },
    explanation: {
      en: 'Each certificate is a server of the Gateway, whose hosts choose both the certificate and the routes. The source chooses the two apart, and refuses handshakes without a name.',
      'zh-CN':
        '每个证书对应 Gateway 的一个 server，其 hosts 同时决定证书与路由。源网关分别选择二者，并拒绝没有名称的握手。',
    },
  }),
  IST021: define({
    level: 'info',
    title: { en: 'gRPC upstreams are told who the client is', 'zh-CN': 'gRPC 上游会得知客户端地址' },
    message: {
      en: () => 'upstreams of gRPC receive X-Forwarded-For and X-Real-IP, which the source does not send them',
      'zh-CN': () => 'gRPC 上游会收到 X-Forwarded-For 和 X-Real-IP，而源网关不会发送',
    },
    fix: {
      en: () => 'nothing, unless an upstream takes these headers for what a client said',
      'zh-CN': () => '除非上游把这些头当作客户端所述，否则无需处理',
    },
    explanation: {
      en: 'Istio appends the address of its peer for every upstream.',
      'zh-CN': 'Istio 会为所有上游追加对端地址。',
    },
  }),
} as const;
