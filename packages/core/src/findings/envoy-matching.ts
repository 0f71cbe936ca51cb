/** What Envoy reads or decides otherwise: codes ENV001 to ENV019. */
import { define } from '../finding/define.ts';

export const envoyMatching = {
  ENV001: define({
    level: 'info',
    title: { en: 'The upstream receives the normalised path', 'zh-CN': '上游收到的是规范化后的路径' },
    message: {
      en: () => 'Envoy forwards the path after normalising it; the source forwards it as sent',
      'zh-CN': () => 'Envoy 转发规范化后的路径，而源网关按原样转发',
    },
    fix: {
      en: () =>
        'allow Lua (--allow lua) to forward the path as sent, or make sure that upstreams read both forms alike',
      'zh-CN': () => '允许使用 Lua（--allow lua）以按原样转发路径，或确认上游对两种写法一视同仁',
    },
    explanation: {
      en: 'Escapes of unreserved characters and of slashes are undone, slashes are merged and dot segments resolved before Envoy chooses a route, and the upstream receives the result.',
      'zh-CN': 'Envoy 在选择路由之前会还原非保留字符与斜杠的转义、合并斜杠并解析点段，上游收到的是处理后的结果。',
    },
  }),
  ENV002: define({
    level: 'info',
    title: { en: 'Raw bytes above ASCII are refused', 'zh-CN': '拒绝未转义的非 ASCII 字节' },
    message: {
      en: () => 'Envoy answers 400 to a request target with raw bytes above ASCII',
      'zh-CN': () => '请求目标含有未转义的非 ASCII 字节时，Envoy 返回 400',
    },
    fix: {
      en: () => 'let clients percent-encode such characters',
      'zh-CN': () => '请让客户端对这类字符进行百分号编码',
    },
    explanation: {
      en: 'The HTTP parser of Envoy takes only ASCII in the request line.',
      'zh-CN': 'Envoy 的 HTTP 解析器只接受 ASCII 请求行。',
    },
  }),
  ENV003: define({
    level: 'info',
    title: {
      en: 'Broken escapes, paths above the root and empty segments before dots are read otherwise',
      'zh-CN': '错误的转义、越过根目录的路径以及点号前的空路径段，解析方式不同',
    },
    message: {
      en: () =>
        'the source answers 400 to a path with a broken escape, %00 or dots above the root, which Envoy reads as best it can; /a//.. is / to the source and /a/ to Envoy',
      'zh-CN': () =>
        '对于转义错误、含 %00 或越过根目录的路径，源网关返回 400，而 Envoy 会尽力解析；/a//.. 在源网关为 /，在 Envoy 为 /a/',
    },
    fix: {
      en: () => 'nothing, unless clients rely on the refusal',
      'zh-CN': () => '除非客户端依赖这种拒绝，否则无需处理',
    },
    explanation: {
      en: 'nginx refuses such paths before any route is chosen. Envoy keeps a broken escape as it is and stops at the root. nginx merges slashes before it resolves dots, Envoy afterwards; Envoy takes /..;x for /.. where nginx sees a name.',
      'zh-CN':
        'nginx 在选择路由之前就拒绝这类路径；Envoy 保留错误的转义，并停在根目录。nginx 先合并斜杠再处理点号，Envoy 则相反。Envoy 把 /..;x 视为 /..，而 nginx 把它当作普通名称。',
    },
  }),
  ENV004: define({
    level: 'info',
    title: {
      en: 'Unusual methods, hosts and targets are answered otherwise',
      'zh-CN': '对不常见的方法、主机名和请求目标的响应不同',
    },
    message: {
      en: () =>
        'CONNECT, lower-case methods, malformed hosts and targets that are no path are answered differently; so are TRACE, missing hosts and hosts that end in a dot where Istio or Gateway API is the target',
      'zh-CN': () =>
        'CONNECT、小写方法、格式错误的主机名，以及不是路径的请求目标，其响应有所不同；目标为 Istio 或 Gateway API 时，TRACE、缺失的主机名和以点结尾的主机名也是如此',
    },
    fix: {
      en: () => 'nothing, unless clients send such requests',
      'zh-CN': () => '除非客户端发送这类请求，否则无需处理',
    },
    explanation: {
      en: 'nginx answers 405 to CONNECT and TRACE and 400 to malformed requests; Envoy refuses CONNECT with 400 and answers other malformed requests in words of its own; gateways that Istio programs forward TRACE and compare a host with its dot.',
      'zh-CN':
        'nginx 对 CONNECT 和 TRACE 返回 405，对格式错误的请求返回 400；Envoy 以 400 拒绝 CONNECT，并以自己的文字回应其他格式错误的请求；由 Istio 配置的网关会转发 TRACE，并连同末尾的点比较主机名。',
    },
  }),
  ENV005: define({
    level: 'info',
    title: { en: 'A backslash in a path becomes a slash', 'zh-CN': '路径中的反斜杠会变成斜杠' },
    message: {
      en: () => 'Envoy reads a backslash in the path, escaped or not, as a slash',
      'zh-CN': () => '无论是否转义，Envoy 都把路径中的反斜杠当作斜杠',
    },
    fix: {
      en: () => 'allow Lua (--allow lua), or keep backslashes out of paths',
      'zh-CN': () => '允许使用 Lua（--allow lua），或避免在路径中使用反斜杠',
    },
    explanation: {
      en: 'Path normalisation in Envoy follows browsers, for which both are separators.',
      'zh-CN': 'Envoy 的路径规范化与浏览器一致，两者都被视为分隔符。',
    },
  }),
  ENV006: define<{ readonly route: string }>({
    level: 'info',
    title: { en: 'Numbers with an exponent are not compared', 'zh-CN': '不比较带指数的数字' },
    message: {
      en: (p) => `route ${p.route} compares a number; one that is written with an exponent (1e3) counts as no number`,
      'zh-CN': (p) => `路由 ${p.route} 会比较数字；带指数的写法（如 1e3）不被当作数字`,
    },
    fix: { en: () => 'let clients write numbers without exponent', 'zh-CN': () => '请让客户端书写不带指数的数字' },
    explanation: {
      en: 'Envoy compares with regular expressions over decimal and hexadecimal text, which cannot cover exponents.',
      'zh-CN': 'Envoy 用正则表达式比较十进制和十六进制文本，无法覆盖指数写法。',
    },
  }),
  ENV007: define<{ readonly route: string }>({
    level: 'info',
    title: {
      en: 'Repeated headers and cookies are joined differently',
      'zh-CN': '重复的请求头和 Cookie 的合并方式不同',
    },
    message: {
      en: (p) =>
        `route ${p.route} asks about a header or cookie that may come several times; Envoy joins them without a blank, and takes the first cookie`,
      'zh-CN': (p) => `路由 ${p.route} 检查的请求头或 Cookie 可能重复出现；Envoy 合并时不加空格，并取第一个 Cookie`,
    },
    fix: { en: () => 'send the header or cookie once', 'zh-CN': () => '请只发送一次该请求头或 Cookie' },
    explanation: {
      en: 'nginx joins repeated headers with a comma and a blank, Envoy with a comma alone.',
      'zh-CN': 'nginx 用逗号加空格合并重复的请求头，Envoy 只用逗号。',
    },
  }),
  ENV008: define<{ readonly route: string }>({
    level: 'info',
    title: { en: 'Broken escapes in a parameter', 'zh-CN': '参数中的转义错误' },
    message: {
      en: (p) =>
        `route ${p.route} asks about a parameter; with a percent sign that begins no escape it may decide otherwise`,
      'zh-CN': (p) => `路由 ${p.route} 检查参数；若百分号后不是有效转义，判断结果可能不同`,
    },
    fix: { en: () => 'let clients escape the percent sign as %25', 'zh-CN': () => '请让客户端把百分号转义为 %25' },
    explanation: {
      en: 'Parameters are compared in their raw form by regular expressions that know every valid way of escaping.',
      'zh-CN': '参数以原始形式通过正则表达式比较，这些表达式只覆盖有效的转义写法。',
    },
  }),
  ENV009: define({
    level: 'info',
    title: { en: 'Some headers reach upstreams otherwise', 'zh-CN': '部分请求头以不同方式到达上游' },
    message: {
      en: () =>
        'upstreams receive some requests otherwise: lines of one header are joined without a blank, headers of the hop are consumed, a host in the target or a missing one is told differently, and X-Forwarded-Port may name the port of the listener',
      'zh-CN': () =>
        '上游收到的部分请求有所不同：同名请求头的多行合并时不加空格，逐跳请求头被移除，请求目标中的主机名或缺失的主机名以不同方式告知，X-Forwarded-Port 可能是监听端口',
    },
    fix: {
      en: () => 'nothing, unless upstreams read these headers',
      'zh-CN': () => '除非上游读取这些请求头，否则无需处理',
    },
    explanation: {
      en: 'Each proxy removes the hop headers that it understands, and joins lines in its own way. The source takes the forwarded port from the Host header when that names one; a gateway that Istio programs does not.',
      'zh-CN':
        '各代理会移除自己理解的逐跳请求头，并以各自的方式合并多行。若 Host 请求头带有端口，源网关以其作为转发端口，而由 Istio 配置的网关不会。',
    },
  }),
  ENV010: define<{ readonly route: string; readonly subject: string }>({
    level: 'error',
    title: { en: 'A condition cannot be decided', 'zh-CN': '条件无法判断' },
    message: {
      en: (p) =>
        `route ${p.route} depends on ${p.subject}, which Envoy cannot see before it chooses a route; requests that get this far are answered 503`,
      'zh-CN': (p) => `路由 ${p.route} 取决于 ${p.subject}，而 Envoy 在选择路由之前无法得知；到达此处的请求返回 503`,
    },
    fix: {
      en: () => 'express the condition by path, header, parameter, cookie, method or client address',
      'zh-CN': () => '请改用路径、请求头、参数、Cookie、方法或客户端地址来表达该条件',
    },
    explanation: {
      en: 'Neither answer is safe where the condition is unknown: the route is closed instead of opened by mistake.',
      'zh-CN': '条件未知时任何结果都不安全：宁可关闭路由，也不误开放。',
    },
  }),
  ENV011: define<{ readonly route: string }>({
    level: 'error',
    title: { en: 'A condition has too many alternatives', 'zh-CN': '条件的分支过多' },
    message: {
      en: (p) =>
        `the condition of route ${p.route} has too many alternatives to write as routes; its requests are answered 503`,
      'zh-CN': (p) => `路由 ${p.route} 的条件分支过多，无法写成路由；其请求返回 503`,
    },
    fix: { en: () => 'simplify the condition or split the route', 'zh-CN': () => '请简化条件或拆分路由' },
    explanation: {
      en: 'Each alternative of a condition becomes an Envoy route of its own.',
      'zh-CN': '条件的每个分支都会成为一条独立的 Envoy 路由。',
    },
  }),
  ENV012: define<{ readonly route: string }>({
    level: 'error',
    title: { en: 'A path pattern cannot be translated', 'zh-CN': '路径模式无法转换' },
    message: {
      en: (p) =>
        `the path of route ${p.route} cannot be said as a pattern over escaped text; its requests are answered 503`,
      'zh-CN': (p) => `路由 ${p.route} 的路径无法表示为针对转义文本的模式；其请求返回 503`,
    },
    fix: {
      en: () => 'write the path without word boundaries and Unicode classes',
      'zh-CN': () => '请避免在路径中使用单词边界和 Unicode 类',
    },
    explanation: {
      en: 'Envoy matches the escaped path; patterns are rewritten byte by byte.',
      'zh-CN': 'Envoy 匹配的是转义后的路径；模式会逐字节改写。',
    },
  }),
} as const;
