/** Parts of a route that Envoy does otherwise: codes ENV020 to ENV049. */
import { define } from '../finding/define.ts';
import { advised } from './advice.ts';

export const envoyPolicies = {
  ENV020: define<{ readonly part: string; readonly route: string }>({
    level: 'warning',
    title: { en: 'A part has no translation', 'zh-CN': '某个部分无法转换' },
    message: {
      en: (p) => `${p.part} of route ${p.route} is left out`,
      'zh-CN': (p) => `路由 ${p.route} 的 ${p.part} 未被转换`,
    },
    fix: {
      en: (p) => advised(p.part, 'en', 'configure an equivalent in Envoy, or do without it'),
      'zh-CN': (p) => advised(p.part, 'zh-CN', '请在 Envoy 中配置等价功能，或放弃该功能'),
    },
    explanation: {
      en: 'The part protects nothing, so the route stays open without it; answers may differ.',
      'zh-CN': '该部分不起保护作用，因此路由保持开放；响应可能不同。',
    },
  }),
  ENV021: define<{ readonly part: string; readonly route: string }>({
    level: 'error',
    title: { en: 'A protection has no translation: the route is closed', 'zh-CN': '保护措施无法转换：路由已关闭' },
    message: {
      en: (p) => `${p.part} protects route ${p.route} and has no translation; the route answers 503`,
      'zh-CN': (p) => `${p.part} 保护路由 ${p.route}，但无法转换；该路由返回 503`,
    },
    fix: {
      en: (p) =>
        advised(
          p.part,
          'en',
          'replace the protection, or send the route to the old gateway (--unsupported keep-old=HOST:PORT)',
        ),
      'zh-CN': (p) =>
        advised(p.part, 'zh-CN', '请更换保护措施，或把该路由交给旧网关（--unsupported keep-old=HOST:PORT）'),
    },
    explanation: {
      en: 'A route whose protection is missing is never opened.',
      'zh-CN': '缺少保护的路由绝不会被开放。',
    },
  }),
  ENV022: define<{ readonly part: string; readonly route: string }>({
    level: 'warning',
    title: { en: 'A route stays on the old gateway', 'zh-CN': '路由仍由旧网关处理' },
    message: {
      en: (p) => `route ${p.route} goes to the old gateway because of ${p.part}`,
      'zh-CN': (p) => `由于 ${p.part}，路由 ${p.route} 仍转到旧网关`,
    },
    fix: {
      en: () => 'replace the protection before the old gateway is switched off',
      'zh-CN': () => '请在停用旧网关之前更换该保护措施',
    },
    explanation: {
      en: 'The old gateway still does what has no translation; it must stay until this is solved.',
      'zh-CN': '无法转换的功能仍由旧网关完成；在解决之前旧网关必须保留。',
    },
  }),
  ENV031: define<{ readonly name: string; readonly variable: string }>({
    level: 'warning',
    title: { en: 'A variable is unknown to Envoy', 'zh-CN': 'Envoy 不认识某个变量' },
    message: {
      en: (p) => `${p.name} uses the variable ${p.variable}, which Envoy does not have; it is left empty`,
      'zh-CN': (p) => `${p.name} 使用了 Envoy 没有的变量 ${p.variable}；该变量留空`,
    },
    fix: { en: () => 'use a variable of the request', 'zh-CN': () => '请改用请求中的变量' },
    explanation: {
      en: 'Envoy builds texts from attributes of request and connection only.',
      'zh-CN': 'Envoy 只能用请求和连接的属性构造文本。',
    },
  }),
  ENV032: define<{ readonly method: string }>({
    level: 'warning',
    title: { en: 'The method is not rewritten', 'zh-CN': '方法未被改写' },
    message: {
      en: (p) => `the upstream receives the client's method instead of ${p.method}`,
      'zh-CN': (p) => `上游收到的是客户端的方法，而不是 ${p.method}`,
    },
    fix: {
      en: () => "allow Lua (--allow lua), or let the upstream accept the client's method",
      'zh-CN': () => '允许使用 Lua（--allow lua），或让上游接受客户端的方法',
    },
    explanation: {
      en: "Envoy's routes cannot change the method; a filter in Lua can.",
      'zh-CN': 'Envoy 的路由无法更改方法，Lua 过滤器可以。',
    },
  }),
  ENV033: define<{ readonly pattern: string }>({
    level: 'warning',
    title: { en: 'A regular expression cannot be translated', 'zh-CN': '正则表达式无法转换' },
    message: {
      en: (p) => `the pattern ${p.pattern} has no form in RE2; its rule is left out`,
      'zh-CN': (p) => `模式 ${p.pattern} 没有 RE2 形式；对应规则被省略`,
    },
    fix: {
      en: () => 'write the pattern without look-around, back references and word boundaries',
      'zh-CN': () => '请避免使用环视、反向引用和单词边界',
    },
    explanation: {
      en: 'Envoy uses RE2, which has no look-around and no back references.',
      'zh-CN': 'Envoy 使用 RE2，不支持环视和反向引用。',
    },
  }),
  ENV034: define<{ readonly name: string; readonly variable: string }>({
    level: 'info',
    title: { en: 'A variable is not decoded', 'zh-CN': '变量未解码' },
    message: {
      en: (p) => `${p.name} uses ${p.variable} as it was sent; the source decodes it`,
      'zh-CN': (p) => `${p.name} 按原样使用 ${p.variable}，而源网关会先解码`,
    },
    fix: {
      en: () => 'nothing, unless clients escape what they send',
      'zh-CN': () => '除非客户端发送转义内容，否则无需处理',
    },
    explanation: {
      en: 'Only requests with escapes in that place show the difference.',
      'zh-CN': '只有该处含转义的请求才会出现差异。',
    },
  }),
  ENV035: define<{ readonly part: string }>({
    level: 'warning',
    title: { en: 'Part of an answer is not rewritten', 'zh-CN': '响应的某部分未被改写' },
    message: {
      en: (p) => `${p.part} of response-rewrite is left out`,
      'zh-CN': (p) => `response-rewrite 的 ${p.part} 未被转换`,
    },
    fix: {
      en: () => "let the upstream answer so, or accept the upstream's own answer",
      'zh-CN': () => '请让上游直接返回所需结果，或接受上游自身的响应',
    },
    explanation: {
      en: "Envoy's routes change headers of answers, but neither status nor body.",
      'zh-CN': 'Envoy 的路由可以更改响应头，但不能更改状态码和正文。',
    },
  }),
  ENV036: define<{ readonly pattern: string }>({
    level: 'error',
    title: {
      en: 'A redirect by pattern has no translation: the route is closed',
      'zh-CN': '基于模式的重定向无法转换：路由已关闭',
    },
    message: {
      en: (p) => `the redirect by the pattern ${p.pattern} has no translation; the route answers 503`,
      'zh-CN': (p) => `基于模式 ${p.pattern} 的重定向无法转换；该路由返回 503`,
    },
    fix: { en: () => 'write the redirects as routes of their own', 'zh-CN': () => '请把这些重定向写成独立的路由' },
    explanation: {
      en: 'Envoy redirects by patterns that RE2 knows, to locations that begin with a slash, with the statuses 301, 302, 303, 307 and 308.',
      'zh-CN': 'Envoy 按模式重定向时，模式须符合 RE2，Location 须以斜杠开头，状态码只能是 301、302、303、307 和 308。',
    },
  }),
  ENV037: define({
    level: 'info',
    title: { en: 'The page of a redirect is empty', 'zh-CN': '重定向页面为空' },
    message: { en: () => 'redirects carry no page of text', 'zh-CN': () => '重定向不带文本页面' },
    fix: { en: () => 'nothing: clients follow the location', 'zh-CN': () => '无需处理：客户端会跟随 Location' },
    explanation: {
      en: 'nginx adds a short page to its redirects, which nothing relies on.',
      'zh-CN': 'nginx 会为重定向附加一个简短页面，没有程序依赖它。',
    },
  }),
  ENV038: define<{ readonly keys: number; readonly most: number }>({
    level: 'error',
    title: { en: 'Too many API keys: the route is closed', 'zh-CN': 'API 密钥过多：路由已关闭' },
    message: {
      en: (p) => `${p.keys} API keys are more than the ${p.most} that are written into routes; the route answers 503`,
      'zh-CN': (p) => `共有 ${p.keys} 个 API 密钥，超过可写入路由的 ${p.most} 个；该路由返回 503`,
    },
    fix: {
      en: () => 'put an authentication service in front, or send the route to the old gateway',
      'zh-CN': () => '请前置认证服务，或把该路由交给旧网关',
    },
    explanation: {
      en: 'Each key is a route of its own, which reproduces the answers of the source exactly but grows with the number of keys.',
      'zh-CN': '每个密钥对应一条独立路由，可精确重现源网关的响应，但规模会随密钥数量增长。',
    },
  }),
  ENV039: define<{ readonly parameter: string }>({
    level: 'info',
    title: { en: 'A key in the query reaches the upstream', 'zh-CN': '查询串中的密钥会到达上游' },
    message: {
      en: (p) => `credentials in the parameter ${p.parameter} are not taken out of the query`,
      'zh-CN': (p) => `参数 ${p.parameter} 中的凭证不会从查询串中移除`,
    },
    fix: { en: () => 'let clients send the key in the header', 'zh-CN': () => '请让客户端通过请求头发送密钥' },
    explanation: {
      en: "Envoy's routes can remove headers, but not parameters.",
      'zh-CN': 'Envoy 的路由可以移除请求头，但不能移除参数。',
    },
  }),
  ENV040: define({
    level: 'info',
    title: { en: 'Metrics have other names', 'zh-CN': '指标名称不同' },
    message: {
      en: () => "the metrics of the source are replaced by Envoy's own statistics",
      'zh-CN': () => '源网关的指标由 Envoy 自身的统计取代',
    },
    fix: {
      en: () => 'point dashboards at envoy_vhost_route_upstream_rq and its relatives',
      'zh-CN': () => '请让监控面板改用 envoy_vhost_route_upstream_rq 等指标',
    },
    explanation: {
      en: "Each route has a stat_prefix with the id of the source's route, so requests can be counted as before.",
      'zh-CN': '每条路由的 stat_prefix 带有源路由的 id，因此仍可像以前一样统计请求。',
    },
  }),
  ENV041: define<{ readonly consumer: string }>({
    level: 'error',
    title: { en: 'A token key has no translation: the route is closed', 'zh-CN': '令牌密钥无法转换：路由已关闭' },
    message: {
      en: (p) =>
        `the key of consumer ${p.consumer} has an algorithm or form that Envoy does not verify; the route answers 503`,
      'zh-CN': (p) => `消费者 ${p.consumer} 的密钥算法或格式无法由 Envoy 验证；该路由返回 503`,
    },
    fix: {
      en: () => 'use HS, RS, ES, PS (256, 384, 512) or EdDSA with a valid key',
      'zh-CN': () => '请使用 HS、RS、ES、PS（256、384、512）或 EdDSA，并提供有效密钥',
    },
    explanation: {
      en: 'Tokens that cannot be verified would lock out or let in the wrong consumers.',
      'zh-CN': '无法验证的令牌可能把合法消费者拒之门外，或放入错误的消费者。',
    },
  }),
  ENV042: define({
    level: 'info',
    title: { en: 'Words of a refusal differ', 'zh-CN': '拒绝时的文字不同' },
    message: {
      en: () =>
        'refused tokens are answered 401 with one text; the source tells the reasons apart, and takes tokens without Bearer',
      'zh-CN': () => '被拒绝的令牌统一以一种文字返回 401；源网关会区分原因，并接受不带 Bearer 的令牌',
    },
    fix: {
      en: () => 'nothing, unless clients read the text of a refusal or send bare tokens',
      'zh-CN': () => '除非客户端读取拒绝文字或发送不带前缀的令牌，否则无需处理',
    },
    explanation: {
      en: 'Status and challenge are the same; only the message in the body and rare forms of the header differ.',
      'zh-CN': '状态码和质询相同；只有正文中的消息和少见的请求头写法不同。',
    },
  }),
  ENV043: define<{ readonly count: number; readonly seconds: number }>({
    level: 'warning',
    title: { en: 'A limit refills steadily', 'zh-CN': '限额持续恢复' },
    message: {
      en: (p) =>
        `${p.count} requests in ${p.seconds} s become a bucket that refills steadily; the headers of the limit have other values`,
      'zh-CN': (p) => `${p.seconds} 秒内 ${p.count} 个请求的限额变为持续恢复的令牌桶；限额相关响应头的值不同`,
    },
    fix: {
      en: () => 'check that clients do not rely on the begin of a window',
      'zh-CN': () => '请确认客户端不依赖时间窗口的起点',
    },
    explanation: {
      en: "The source counts in fixed windows. Envoy's bucket allows the same number at once and gives it back evenly, in each Envoy on its own.",
      'zh-CN': '源网关按固定窗口计数；Envoy 的令牌桶一次允许同样的数量，并均匀恢复，每个 Envoy 独立计数。',
    },
  }),
  ENV044: define({
    level: 'warning',
    title: { en: 'The file holds secrets', 'zh-CN': '文件含有机密' },
    message: { en: () => 'keys stand in envoy.yaml', 'zh-CN': () => '密钥写在 envoy.yaml 中' },
    fix: {
      en: () => "keep the file readable by its owner only, and Envoy's admin interface closed",
      'zh-CN': () => '请确保该文件只有所有者可读，并关闭 Envoy 的管理接口',
    },
    explanation: {
      en: "The file is written with mode 0600. Envoy's config_dump shows what it holds.",
      'zh-CN': '该文件以 0600 权限写入；Envoy 的 config_dump 会显示其中的内容。',
    },
  }),
} as const;
