/** What becomes of requests in the rules of Gateway API: codes GWA011 to GWA019, GWA022 and up. */
import { define } from '../finding/define.ts';

export const gatewayApiRules = {
  GWA011: define({
    level: 'info',
    title: { en: 'Parameters are compared as they are sent', 'zh-CN': '查询参数按原样比较' },
    message: {
      en: () => 'a query parameter that is sent with escapes does not match a rule that asks for its text',
      'zh-CN': () => '以转义形式发送的查询参数不会匹配要求其文本的规则',
    },
    fix: {
      en: () => 'nothing, unless clients escape what need not be escaped',
      'zh-CN': () => '除非客户端转义了不需要转义的字符，否则无需处理',
    },
    explanation: {
      en: 'The source decodes parameters before it compares them. The API leaves that open, and Envoy does not.',
      'zh-CN': '源网关在比较前解码参数。该 API 没有规定，而 Envoy 不解码。',
    },
  }),
  GWA012: define<{ readonly route: string; readonly methods: string }>({
    level: 'warning',
    title: { en: 'A method is unknown to Gateway API', 'zh-CN': 'Gateway API 不认识某个方法' },
    message: {
      en: (p) => `route ${p.route} serves no requests with the method ${p.methods}`,
      'zh-CN': (p) => `路由 ${p.route} 不处理方法为 ${p.methods} 的请求`,
    },
    fix: {
      en: () => 'convert to istio or envoy, or give these requests a route without methods',
      'zh-CN': () => '改为转换到 istio 或 envoy，或为这些请求提供不限方法的路由',
    },
    explanation: {
      en: 'A match of the API names one of nine methods; PURGE is not among them. Where other routes come behind, they are excluded by those nine; where none does, these requests find no route.',
      'zh-CN':
        '该 API 的匹配只能指定九种方法之一，PURGE 不在其中。如果后面还有其他路由，则通过这九种方法加以排除；如果没有，这些请求就找不到路由。',
    },
  }),
  GWA013: define({
    level: 'warning',
    title: { en: 'Requests without a route are refused', 'zh-CN': '没有路由的请求被拒绝' },
    message: {
      en: () => 'requests that an exclusion leaves without a route are answered 503 instead of 404',
      'zh-CN': () => '因排除条件而没有路由的请求返回 503，而不是 404',
    },
    fix: {
      en: () => 'nothing, unless clients look at the status',
      'zh-CN': () => '除非客户端依赖该状态码，否则无需处理',
    },
    explanation: {
      en: 'The API knows no negation. What a rule must not take is given, in front of it, to the routes behind it; where there is none, to a Service without endpoints.',
      'zh-CN':
        '该 API 没有否定条件。规则不应处理的请求由写在它前面的规则交给后面的路由；如果没有后面的路由，则交给没有端点的 Service。',
    },
  }),
  GWA014: define<{ readonly upstream: string }>({
    level: 'warning',
    title: { en: 'The certificate of an upstream is verified', 'zh-CN': '上游证书会被验证' },
    message: {
      en: (p) =>
        `requests for upstream ${p.upstream} fail unless its certificate is issued by an authority of the system`,
      'zh-CN': (p) => `除非上游 ${p.upstream} 的证书由系统信任的机构签发，否则请求会失败`,
    },
    fix: {
      en: () => 'name the authority in the BackendTLSPolicy (validation.caCertificateRefs)',
      'zh-CN': () => '在 BackendTLSPolicy 中指定证书颁发机构（validation.caCertificateRefs）',
    },
    explanation: {
      en: 'The source speaks TLS without looking at the certificate. A BackendTLSPolicy always verifies it, by name and authority.',
      'zh-CN': '源网关使用 TLS 但不检查证书。BackendTLSPolicy 总是按名称和颁发机构验证。',
    },
  }),
  GWA015: define<{ readonly route: string }>({
    level: 'info',
    title: { en: 'A timeout is for the whole answer', 'zh-CN': '超时针对整个应答' },
    message: {
      en: (p) => `the read timeout of route ${p.route} is for the whole answer`,
      'zh-CN': (p) => `路由 ${p.route} 的读取超时针对整个应答`,
    },
    fix: {
      en: () => 'raise it where answers are streamed',
      'zh-CN': () => '如果应答是流式的，请增大该值',
    },
    explanation: {
      en: 'The source counts between two reads. The API has one time for a request and its answer.',
      'zh-CN': '源网关计算两次读取之间的时间。该 API 只有针对整个请求和应答的时间。',
    },
  }),
  GWA016: define<{ readonly route: string }>({
    level: 'info',
    title: { en: 'An answer of the gateway has no text', 'zh-CN': '网关自身的应答没有正文' },
    message: {
      en: (p) =>
        `answers of route ${p.route} that the gateway gives by itself have neither text nor content type of the source`,
      'zh-CN': (p) => `路由 ${p.route} 由网关自身给出的应答没有源网关的正文和内容类型`,
    },
    fix: {
      en: () => 'nothing, unless clients read that text',
      'zh-CN': () => '除非客户端读取该正文，否则无需处理',
    },
    explanation: {
      en: 'Redirects and refusals of the API are a status and headers.',
      'zh-CN': '该 API 的重定向和拒绝只有状态码和头。',
    },
  }),
  GWA017: define({
    level: 'info',
    title: { en: 'Proxy-Connection is not passed on', 'zh-CN': '不转发 Proxy-Connection' },
    message: {
      en: () => 'upstreams do not receive the header Proxy-Connection',
      'zh-CN': () => '上游不会收到 Proxy-Connection 头',
    },
    fix: {
      en: () => 'nothing, unless an upstream reads it',
      'zh-CN': () => '除非上游读取该头，否则无需处理',
    },
    explanation: {
      en: 'Envoy takes the header off before any rule sees the request.',
      'zh-CN': 'Envoy 在任何规则看到请求之前就移除该头。',
    },
  }),
  GWA018: define({
    level: 'info',
    title: { en: 'Paths are read as they are sent', 'zh-CN': '路径按原样读取' },
    message: {
      en: () => 'paths with doubled slashes or escaped slashes may find another route',
      'zh-CN': () => '包含重复斜杠或转义斜杠的路径可能匹配另一条路由',
    },
    fix: {
      en: () =>
        'set the path normalization of your gateway class to merge and decode slashes, as Istio does with DECODE_AND_MERGE_SLASHES',
      'zh-CN': () => '将所用 GatewayClass 的路径规范化设置为合并并解码斜杠，例如 Istio 的 DECODE_AND_MERGE_SLASHES',
    },
    explanation: {
      en: 'The source merges slashes and decodes escapes before it looks for a route. The API says nothing about it; Istio resolves dot segments only.',
      'zh-CN': '源网关在查找路由前合并斜杠并解码转义。该 API 对此没有规定；Istio 默认只解析点号段。',
    },
  }),
  GWA019: define({
    level: 'info',
    title: { en: 'HTTP/1.0 is not served', 'zh-CN': '不支持 HTTP/1.0' },
    message: {
      en: () => 'requests of HTTP/1.0 are refused with 426',
      'zh-CN': () => 'HTTP/1.0 请求被拒绝，返回 426',
    },
    fix: {
      en: () => 'move clients to HTTP/1.1',
      'zh-CN': () => '将客户端升级到 HTTP/1.1',
    },
    explanation: {
      en: 'Envoy serves HTTP/1.0 only where it is told to, and the API has no word for it.',
      'zh-CN': 'Envoy 只有在明确配置时才支持 HTTP/1.0，而该 API 无法表达。',
    },
  }),
  GWA022: define<{ readonly route: string }>({
    level: 'info',
    title: {
      en: 'Cross-origin requests are answered by the API’s own filter',
      'zh-CN': '跨域请求由该 API 自身的过滤器应答',
    },
    message: {
      en: (p) =>
        `answers of route ${p.route} carry the CORS headers that the caller’s origin needs; OPTIONS without Origin and Access-Control-Request-Method goes to the upstream`,
      'zh-CN': (p) =>
        `路由 ${p.route} 的应答只带有调用方来源所需的 CORS 头；不带 Origin 和 Access-Control-Request-Method 的 OPTIONS 请求会转发到上游`,
    },
    fix: {
      en: () => 'nothing, unless something other than browsers reads these headers',
      'zh-CN': () => '除非有浏览器以外的程序读取这些头，否则无需处理',
    },
    explanation: {
      en: 'The source answers every OPTIONS with 200 and adds all of its headers to every answer. The filter answers preflights, and adds to other answers what browsers look at there.',
      'zh-CN':
        '源网关对所有 OPTIONS 请求返回 200，并在每个应答中添加全部头。该过滤器应答预检请求，并在其他应答中添加浏览器会查看的头。',
    },
  }),
  GWA023: define<{ readonly charset: string }>({
    level: 'info',
    title: { en: 'Texts keep their content type', 'zh-CN': '文本保留其内容类型' },
    message: {
      en: (p) =>
        `the source completes the content type of an upstream's text with charset=${p.charset}; the API has no word for it`,
      'zh-CN': (p) => `源网关会为上游文本的内容类型补上 charset=${p.charset}；该 API 没有相应的写法`,
    },
    fix: {
      en: () => 'let upstreams name the charset of their texts themselves',
      'zh-CN': () => '请让上游自行注明其文本的字符集',
    },
    explanation: {
      en: 'nginx does so for certain types unless the answer is a redirect; a filter of the API sets a header whatever it was before.',
      'zh-CN': 'nginx 对某些类型这样做（重定向除外）；该 API 的过滤器设置响应头时不看其原值。',
    },
  }),
  GWA024: define({
    level: 'info',
    title: { en: 'Failures of upstreams are answered otherwise', 'zh-CN': '上游故障的应答不同' },
    message: {
      en: () => 'where an upstream fails the gateway answers with a text of its own, and 503 instead of 502',
      'zh-CN': () => '上游故障时，网关以自己的文本应答，并返回 503 而不是 502',
    },
    fix: {
      en: () => 'let clients and alerts treat 502 and 503 alike, or set the answers of your implementation',
      'zh-CN': () => '让客户端与告警同等对待 502 和 503，或设置所用实现的应答',
    },
    explanation: {
      en: 'The API has no object for answers that a gateway makes by itself.',
      'zh-CN': '该 API 没有用于改写网关自身应答的对象。',
    },
  }),
  GWA025: define<{ readonly names: string }>({
    level: 'warning',
    title: { en: 'Server names and hosts are bound together', 'zh-CN': '服务器名与主机相互绑定' },
    message: {
      en: (p) =>
        `a connection under one name of the certificate for ${p.names} reaches the host of that name alone, and wildcards cover any number of labels`,
      'zh-CN': (p) => `以 ${p.names} 证书的某个名称建立的连接只能访问该名称的主机，且通配符可匹配任意多级标签`,
    },
    fix: {
      en: () => 'let clients name the host that they ask for; browsers do, unless they reuse a connection (421)',
      'zh-CN': () => '让客户端使用所请求主机的名称；浏览器会这样做，除非复用连接（421）',
    },
    explanation: {
      en: 'A listener has one hostname, which chooses both the certificate and the routes. The source chooses the two apart, and refuses handshakes without a name.',
      'zh-CN': '每个监听器只有一个主机名，同时决定证书与路由。源网关分别选择二者，并拒绝没有名称的握手。',
    },
  }),
} as const;
