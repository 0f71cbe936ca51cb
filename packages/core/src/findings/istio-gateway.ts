/** What gateways of Istio do otherwise for every route: codes IST001 to IST009. */
import { define } from '../finding/define.ts';

export const istioGateway = {
  IST001: define({
    level: 'info',
    title: { en: 'Istio leaves slashes and escapes in paths', 'zh-CN': 'Istio 保留路径中的斜杠与转义' },
    message: {
      en: () => 'Istio matches paths without merging slashes or undoing their escapes, unless the mesh says so',
      'zh-CN': () => '除非网格另有设置，Istio 匹配路径时不合并斜杠、也不还原其转义',
    },
    fix: {
      en: () =>
        'set meshConfig.pathNormalization.normalization to DECODE_AND_MERGE_SLASHES, or allow Lua (--allow lua)',
      'zh-CN': () =>
        '将 meshConfig.pathNormalization.normalization 设为 DECODE_AND_MERGE_SLASHES，或允许使用 Lua（--allow lua）',
    },
    explanation: {
      en: 'How paths are normalised is a setting of the installation, not of a route; its default resolves dot segments only.',
      'zh-CN': '路径规范化是安装级设置而非路由级设置；默认只解析点段。',
    },
  }),
  IST002: define({
    level: 'info',
    title: { en: 'Upstreams receive headers of Istio', 'zh-CN': '上游会收到 Istio 的请求头' },
    message: {
      en: () => 'the gateway adds headers of its own to requests, such as x-request-id',
      'zh-CN': () => '网关会在请求中加入自己的头，例如 x-request-id',
    },
    fix: {
      en: () => 'nothing; or switch them off with proxyHeaders in the proxy configuration of the gateway',
      'zh-CN': () => '无需处理；也可在网关的代理配置中用 proxyHeaders 关闭',
    },
    explanation: {
      en: 'They serve tracing and debugging. Settings of the installation decide about them.',
      'zh-CN': '它们用于追踪与调试，由安装级设置决定。',
    },
  }),
  IST003: define({
    level: 'info',
    title: { en: 'HTTP/1.0 is refused', 'zh-CN': '拒绝 HTTP/1.0' },
    message: { en: () => 'Istio answers 426 to HTTP/1.0 requests', 'zh-CN': () => 'Istio 对 HTTP/1.0 请求返回 426' },
    fix: {
      en: () => 'set PILOT_HTTP10 on istiod or ISTIO_META_HTTP10 on the gateway where old clients exist',
      'zh-CN': () => '若有旧客户端，请在 istiod 上设置 PILOT_HTTP10，或在网关上设置 ISTIO_META_HTTP10',
    },
    explanation: {
      en: 'Accepting HTTP/1.0 is a setting of the installation.',
      'zh-CN': '是否接受 HTTP/1.0 是安装级设置。',
    },
  }),
  IST004: define({
    level: 'info',
    title: { en: 'Chains of client addresses are written differently', 'zh-CN': '客户端地址链的写法不同' },
    message: {
      en: () => 'X-Forwarded-For is joined without a blank, and X-Real-IP of a client is not believed',
      'zh-CN': () => 'X-Forwarded-For 的拼接不带空格，且不信任客户端的 X-Real-IP',
    },
    fix: {
      en: () => 'allow Lua (--allow lua) to write them as the source does',
      'zh-CN': () => '允许使用 Lua（--allow lua）以按源网关的方式书写',
    },
    explanation: {
      en: 'Istio itself appends the address of its peer to X-Forwarded-For; how many proxies in front of it are trusted is a setting of the installation (gatewayTopology.numTrustedProxies).',
      'zh-CN':
        'Istio 自行将对端地址追加到 X-Forwarded-For；信任多少前置代理由安装级设置 gatewayTopology.numTrustedProxies 决定。',
    },
  }),
  IST005: define({
    level: 'info',
    title: { en: 'Failures of upstreams are answered otherwise', 'zh-CN': '上游故障的应答不同' },
    message: {
      en: () => 'where an upstream fails Istio answers with a text of its own, and 503 instead of 502',
      'zh-CN': () => '上游故障时，Istio 以自己的文本应答，并返回 503 而不是 502',
    },
    fix: {
      en: () => 'allow Lua or EnvoyFilter to keep the status, or let clients and alerts treat both alike',
      'zh-CN': () => '允许使用 Lua 或 EnvoyFilter 以保留状态码，或让客户端与告警同等对待两者',
    },
    explanation: {
      en: 'Istio has no object for answers that Envoy makes itself.',
      'zh-CN': 'Istio 没有用于改写 Envoy 自身应答的对象。',
    },
  }),
  IST006: define({
    level: 'info',
    title: { en: 'Two headers do not reach upstreams', 'zh-CN': '两个请求头不会到达上游' },
    message: {
      en: () => 'Istio takes off Proxy-Connection, and a Referer that is no URL or names a user or a fragment',
      'zh-CN': () => 'Istio 会去掉 Proxy-Connection，以及不是 URL 或含用户名、片段的 Referer',
    },
    fix: {
      en: () => 'nothing, unless upstreams or rules read them; EnvoyFilter (--allow envoyfilter) keeps them',
      'zh-CN': () => '除非上游或规则读取它们，否则无需处理；EnvoyFilter（--allow envoyfilter）可保留它们',
    },
    explanation: {
      en: 'Envoy does so before any route is chosen, so rules that look at the Referer see none.',
      'zh-CN': 'Envoy 在选择路由之前就去掉它们，因此检查 Referer 的规则看不到它。',
    },
  }),
  IST007: define({
    level: 'info',
    title: { en: "Clients' request ids are replaced", 'zh-CN': '客户端的请求标识会被替换' },
    message: {
      en: () => 'the gateway writes x-request-id anew for clients from outside',
      'zh-CN': () => '对来自外部的客户端，网关会重写 x-request-id',
    },
    fix: {
      en: () => 'set proxyHeaders.requestId in the proxy configuration of the gateway, or allow EnvoyFilter',
      'zh-CN': () => '在网关的代理配置中设置 proxyHeaders.requestId，或允许使用 EnvoyFilter',
    },
    explanation: {
      en: 'Traces begin at the gateway; an id that anybody may send is not trusted there.',
      'zh-CN': '链路追踪始于网关；任何人都能发送的标识在此不被信任。',
    },
  }),
} as const;
